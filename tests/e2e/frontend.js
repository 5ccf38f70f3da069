// Draws a draft: each value under its key of the source map; a section is folded under its title.
(async () => {
  const main = document.querySelector("main");
  const token = new URLSearchParams(location.search).get("token");
  const body = JSON.stringify({ query: main.dataset.query, variables: { token }, extensions: { contentSourceMap: true } });
  const asked = await fetch("/graphql/", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const answer = await asked.json();

  function draw(value, pointer, parent) {
    const key = pointer.split("/").pop();
    if (value && typeof value === "object") {
      const folded = /\/sections\/\d+$/.test(pointer);
      const part = parent.appendChild(document.createElement(folded ? "details" : "section"));
      for (const [name, inner] of Object.entries(value)) draw(inner, `${pointer}/${name}`, part);
    } else if (value !== null && value !== "" && key !== "__typename") {
      const outer = parent.appendChild(document.createElement(parent.matches("details") && key === "title" ? "summary" : "div"));
      const words = outer.appendChild(document.createElement(pointer === "/page/title" ? "h1" : "p"));
      words.dataset.pointer = pointer;
      if (key === "html") words.innerHTML = value;
      else words.textContent = value;
    }
  }

  draw(answer.data.page, "/page", main);
  window.clickToEdit(answer, main);
})();
