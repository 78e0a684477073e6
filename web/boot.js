// Runs before the first paint, so that the page never flashes in the wrong colours or language.
{
  const root = document.documentElement;
  const remembered = (key) => {
    try {
      return localStorage.getItem(`epoch-one.${key}`);
    } catch {
      return null; // storage is forbidden: everything works and is forgotten
    }
  };
  const theme = remembered("theme");
  root.dataset.theme = theme === "light" || theme === "dark" ? theme : "auto";
  // The address comes first: its first folder below the site's may be a language.
  const folder = location.pathname.slice(new URL(document.baseURI).pathname.length).split("/")[0];
  const named = folder === "zh-CN" || folder === "en" ? folder : null;
  const tags = [named, remembered("lang"), ...navigator.languages].filter(Boolean).map((tag) => tag.slice(0, 2).toLowerCase());
  root.lang = tags.find((tag) => tag === "zh" || tag === "en") === "zh" ? "zh-CN" : "en";
  // What is installed has its name in the reader's language; it is the same app in both. A link that stood in the page with
  // another language would be read first.
  document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: `app/${root.lang}.webmanifest` }));

  // The page's words, which the program finds here when it starts. It asks for the other language's by itself.
  const version = document.querySelector("meta[name=version]")?.content ?? "";
  const words = fetch(new URL(`words/${root.lang}.txt?v=${version}`, document.baseURI)).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return answer.text();
  });
  words.catch(() => {}); // start.js says so

  // Other scripts may wait for the page's API before the program has been loaded; the program fills it in.
  let begin;
  const ready = new Promise((resolve) => {
    begin = resolve;
  });
  window.epochOne = { ready, begin, words };
}
