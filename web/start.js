// Starts the program. A file of its own, since the page's policy allows no script inside the page.
const { glue, wasm } = document.querySelector("script[data-glue]").dataset;
try {
  const { default: init } = await import(new URL(glue, document.baseURI));
  epochOne.words = await epochOne.words;
  await init({ module_or_path: new URL(wasm, document.baseURI) });
} catch (error) {
  const zh = document.documentElement.lang.startsWith("zh");
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  words.textContent = zh
    ? "页面的程序没有载入。看看网络是否连着，浏览器是否是近几年的版本，再重新载入。"
    : "The page's program could not be loaded. Check the connection, and that the browser is of recent years, then reload.";
  const detail = document.createElement("code");
  detail.textContent = String(error);
  document.querySelector("#app .before")?.replaceChildren(words, detail);
  throw error;
}
