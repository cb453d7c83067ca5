/* The search page: asks Pagefind, and writes what it finds. The words that it shows are in the page (search.html). */
(() => {
  "use strict";
  const STEP = 10; // results that are shown at once
  const PAUSE = 200; // ms after the last key

  const form = document.getElementById("search");
  const found = document.getElementById("found");
  const results = document.getElementById("results");
  const further = document.getElementById("further");
  const filters = form && form.querySelector(".filters");
  // from the disk nothing can be fetched: then the page shows the other ways, as without any script
  if (!form || !found || !results || !location.protocol.startsWith("http")) return;

  const query = form.elements.q;
  const selects = [...form.querySelectorAll("select")];
  document.getElementById("without")?.remove();

  let loading; // a promise of Pagefind, from the first use on
  let turn = 0; // which question is the last: answers to others come too late
  let waiting;

  const pagefind = () => {
    loading ??= import(new URL(form.dataset.index, document.baseURI)).then(async (engine) => {
      await engine.options({ excerptLength: 32 });
      offer(await engine.filters());
      return engine;
    });
    loading.catch(() => { loading = undefined; }); // it may be there next time
    return loading;
  };

  /* Fill the selects, each in its own order, with how many stories there are. What is chosen stays. */
  const offer = (counts) => {
    for (const select of selects) {
      const chosen = select.value || select.dataset.wanted || "";
      const names = Object.keys(counts[select.name] ?? {}).filter((name) => counts[select.name][name] || name === chosen);
      names.sort((a, b) => a.localeCompare(b, document.documentElement.lang || undefined, { numeric: true }));
      if (select.name === "year") names.reverse();
      const options = names.map((name) => new Option(`${name} (${counts[select.name][name]})`, name));
      select.replaceChildren(select.options[0], ...options);
      select.value = names.includes(chosen) ? chosen : "";
      delete select.dataset.wanted;
      select.closest("p").hidden = !names.length;
    }
    filters.hidden = false;
  };

  /* Pagefind's excerpt is HTML with marks: only its text and its marks are taken over. */
  const excerpt = (html) => {
    const parts = new DOMParser().parseFromString(html, "text/html").body.childNodes;
    return [...parts].map((part) => {
      if (part.nodeName !== "MARK") return document.createTextNode(part.textContent);
      const mark = document.createElement("mark");
      mark.textContent = part.textContent;
      return mark;
    });
  };

  const element = (name, className, ...content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  };

  const item = (story) => {
    const link = element("a", "", story.meta.title);
    link.href = form.dataset.root + story.raw_url.replace(/^\/+/, ""); // relative, as all links of the site
    const entry = element("article", "story entry", element("h2", "", link));
    entry.dir = "auto";
    if (story.meta.lang) entry.lang = story.meta.lang;
    entry.append(element("p", "summary", ...excerpt(story.excerpt)), element("p", "meta when", story.meta.date ?? ""));
    return element("li", "", entry);
  };

  const more = async (hits, mine) => {
    const shown = results.childElementCount;
    const stories = await Promise.all(hits.slice(shown, shown + STEP).map((hit) => hit.data()));
    if (mine !== turn) return;
    const items = stories.map(item);
    results.append(...items);
    further.hidden = results.childElementCount >= hits.length;
    further.onclick = () => more(hits, mine).then(() => results.children[shown + STEP]?.querySelector("a").focus()).catch(broken);
  };

  const clear = () => {
    results.replaceChildren();
    further.hidden = true;
  };

  const broken = () => {
    clear();
    found.textContent = found.dataset.broken;
  };

  const search = async () => {
    const mine = ++turn;
    const words = query.value.trim();
    const asked = selects.filter((select) => select.value || select.dataset.wanted);
    const address = new URLSearchParams(words ? { q: words } : {});
    for (const select of asked) address.set(select.name, select.value || select.dataset.wanted);
    history.replaceState(null, "", address.size ? `?${address}` : location.pathname);
    if (!words && !asked.length) {
      clear();
      found.textContent = "";
      if (loading) offer(await (await loading).filters());
      return;
    }
    if (!results.childElementCount) found.textContent = found.dataset.waiting;
    const engine = await pagefind();
    if (mine !== turn) return;
    const chosen = Object.fromEntries(selects.filter((select) => select.value).map((select) => [select.name, select.value]));
    const answer = await engine.search(words || null, { filters: chosen, ...(words ? {} : { sort: { date: "desc" } }) });
    if (mine !== turn) return;
    const count = answer.results.length;
    clear();
    await more(answer.results, mine);
    if (mine !== turn) return;
    offer(answer.totalFilters);
    const told = count === 0 ? found.dataset.none : count === 1 ? found.dataset.one : found.dataset.many;
    found.textContent = told.replace("#", count.toLocaleString(document.documentElement.lang || undefined));
  };

  const start = () => {
    clearTimeout(waiting);
    search().catch(broken);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
  query.addEventListener("focus", () => pagefind().catch(() => {}), { once: true });
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(start, PAUSE);
  });
  for (const select of selects) select.addEventListener("change", start);

  const given = new URLSearchParams(location.search);
  query.value ||= (given.get("q") ?? "").slice(0, query.maxLength);
  for (const select of selects) select.dataset.wanted = given.get(select.name) ?? "";
  if (query.value || selects.some((select) => select.dataset.wanted)) start();
})();
