/** A file with its path inside the folder it was brought in. */
export interface BroughtFile {
  path: string;
  blob: File;
}

/** More files than this are no network's folder. */
const MOST = 2000;

/** The files of a file or folder input. */
export const filesOf = (list: FileList | null): BroughtFile[] =>
  [...(list ?? [])].map((blob) => ({path: blob.webkitRelativePath || blob.name, blob}));

/** The files that were dropped, those in dropped folders too. */
export async function filesDropped(data: DataTransfer): Promise<BroughtFile[]> {
  // Entries must be taken at once: after the first wait the browser has emptied the list.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry != null);
  if (!entries.length) return filesOf(data.files);
  const found: BroughtFile[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: BroughtFile[]): Promise<void> {
  if (found.length >= MOST) return;
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({path: entry.fullPath.replace(/^\//, ""), blob});
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A folder is read in pieces, the last of which is empty.
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (!piece.length) return;
    for (const inner of piece) await walk(inner, found);
  }
}
