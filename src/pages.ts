/** The table of contents: the readers' questions, and the pages that answer them. Framework and the home page read it. */
export const pages = [
  {
    name: "Begin here",
    pages: [
      {
        name: "What is interpretability?",
        path: "/guide/what-is-interpretability",
        about: "Why explain, what an explanation is, and why “just multiplication” is no answer."
      },
      {
        name: "Four levels",
        path: "/guide/stack",
        about: "One picture, yours if you like, followed from what is answered down to which parts do the work."
      },
      {
        name: "Choose a method",
        path: "/guide/choose",
        about: "From your question to the techniques that answer it, with price, guarantee and catch."
      },
      {
        name: "A path",
        path: "/guide/path",
        about: "The site in an order that builds, one thing to do at each stop."
      },
      {
        name: "Glossary",
        path: "/guide/glossary",
        about: "Every hard word in a plain sentence."
      }
    ]
  },
  {
    name: "What does it look for?",
    pages: [
      {
        name: "Units",
        path: "/features/units",
        about: "What does one unit do? Drag its weights, then look into every layer of networks that read digits."
      },
      {
        name: "Filters",
        path: "/features/filters",
        about:
          "What patterns does a first layer look for? Filters, what they make of any photo, and what one place can see."
      },
      {
        name: "Feature visualisation",
        path: "/features/feature-visualization",
        about: "What is this unit looking for? Its favourite examples beside a picture painted for it, live."
      },
      {
        name: "DeepDream",
        path: "/features/deepdream",
        about:
          "Let a network paint more of what it sees: faces out of noise, palaces in the clouds, and a film into them."
      },
      {
        name: "Inversion",
        path: "/features/inversion",
        about: "Rebuild a photo from what a layer remembers of it, layer by layer, and see what is gone."
      }
    ]
  },
  {
    name: "Why this answer?",
    pages: [
      {
        name: "Saliency",
        path: "/decisions/saliency",
        about: "Which pixels would change its answer? Gradients, SmoothGrad, guided backprop, on your own photo."
      },
      {
        name: "Grad-CAM",
        path: "/decisions/grad-cam",
        about: "Which part of the picture did it go by? From any layer, for any two answers, smooth or cell by cell."
      },
      {
        name: "Integrated gradients",
        path: "/decisions/integrated-gradients",
        about:
          "Compared with nothing, what made the difference? The whole path from a baseline, and whether it adds up."
      },
      {
        name: "Occlusion",
        path: "/decisions/occlusion",
        about: "What if I cover it up? Patches over the photo, and switches inside the network."
      },
      {
        name: "LIME",
        path: "/decisions/lime",
        about: "Could a simple sum stand in for it? Pieces hidden at random, a fit, and whether two draws agree."
      },
      {
        name: "Shapley values",
        path: "/decisions/shap",
        about: "What is each part's fair share? A game you play by hand, and three ways to the same numbers."
      },
      {
        name: "By example",
        path: "/decisions/by-example",
        about: "What does this remind it of? The nearest digits in every layer, for one you draw or photograph."
      },
      {
        name: "Partial dependence",
        path: "/decisions/partial-dependence",
        about: "What if it gets warmer? Three models of bike rentals learn in the page, and one thing is turned."
      },
      {
        name: "Sanity checks",
        path: "/decisions/sanity-checks",
        about: "Can you believe the map? The network forgets layer by layer; some maps do not notice."
      }
    ]
  },
  {
    name: "What has it learned?",
    pages: [
      {
        name: "Projections",
        path: "/representations/projections",
        about: "What does it think is alike? Four projections of a layer under one clock, and how to misread them."
      },
      {
        name: "Probes",
        path: "/representations/probes",
        about: "What does a layer know? Probes trained in the page, their controls, directions, mutual information."
      },
      {
        name: "Language of code",
        path: "/representations/language",
        about: "What does it read when it reads code? Your own program, word by word, and what fools the reader."
      }
    ]
  },
  {
    name: "How does it compute it?",
    pages: [
      {
        name: "Recurrent dynamics",
        path: "/mechanisms/rnn-dynamics",
        about: "How does it remember three bits? Drive it by hand, and find the places where it comes to rest."
      },
      {
        name: "Attention",
        path: "/mechanisms/attention",
        about: "Who looks at whom? A transformer reads your letters, and its heads find their jobs while it trains."
      },
      {
        name: "Patching",
        path: "/mechanisms/patching",
        about: "Which part carries the answer? Carry single activations from one run into another."
      },
      {
        name: "Circuits",
        path: "/mechanisms/circuits",
        about: "How do small parts make a larger one? The weights between channels, and what happens when one is cut."
      },
      {
        name: "Superposition",
        path: "/mechanisms/superposition",
        about: "How do five features fit into two dimensions? Train the toy model and watch the pentagon appear."
      },
      {
        name: "Sparse autoencoders",
        path: "/mechanisms/sparse-autoencoders",
        about: "Which ideas are its numbers made of? Train a dictionary of its features, look at each, turn one up."
      }
    ]
  },
  {
    name: "When does it fail?",
    pages: [
      {
        name: "Adversarial examples",
        path: "/failures/adversarial",
        about: "How little does it take to fool it? Invisible changes, on a photo and on the digit you draw."
      },
      {
        name: "Shortcuts",
        path: "/failures/shortcuts",
        about: "Is it right for the right reason? Train a network that cheats, and see which methods notice."
      },
      {
        name: "Bias",
        path: "/failures/bias",
        about:
          "For whom does it fail? Errors by group with their uncertainty, and one face under light, crop, tint and cover."
      }
    ]
  },
  {
    name: "Make your own",
    pages: [
      {
        name: "Start",
        path: "/publish/start",
        about: "From an empty folder to a live page in ten lines, shown beside the page that they make."
      },
      {
        name: "Figures",
        path: "/publish/figures",
        about: "A figure in four steps, and every control and view to build with, alive."
      },
      {
        name: "Your own network",
        path: "/publish/models",
        about: "Bring a tfjs model by file, folder or address: it is checked, then explained on your photo."
      },
      {
        name: "Methods",
        path: "/publish/methods",
        about: "Add a method, and hold it to closed forms, references and properties."
      },
      {
        name: "Embed",
        path: "/publish/embed",
        about: "One figure in your own article: the code to paste, and what it sends (nothing)."
      },
      {
        name: "Cite",
        path: "/publish/cite",
        about: "The site, a figure’s exact state, every paper, network and photo, as text and BibTeX."
      },
      {
        name: "Reference",
        path: "/publish/api",
        about: "Every function of the library, searchable, and how other engines read the stored activations."
      },
      {
        name: "Gallery",
        path: "/publish/gallery",
        about: "Every figure of the site on one wall, each of them a press away from life."
      }
    ]
  },
  {
    name: "Behind the glass",
    pages: [
      {
        name: "The networks",
        path: "/about/networks",
        about: "A card for each: what it was made for, what it learnt from, where it goes wrong."
      },
      {
        name: "Provenance",
        path: "/about/provenance",
        about: "Where every network, photo and data set comes from, and under which licence."
      }
    ]
  }
];
