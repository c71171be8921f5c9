"use strict";
// Everything is readable without this: it adds sorting by a heading, copying as CSV, and open details in print.
(() => {
  const RUNS_AS_A_FORMULA = /^[=+\-@\t\r\n]/;
  const NUMBER = /^[+-]?[\d.,]*\d$/;
  const LONE_DASH = "-"; // an absent number
  const words = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });

  const numbersOf = (cell) => (cell && cell.dataset.numbers ? cell.dataset.numbers.split(" ").map(Number) : null);

  const compareNumbers = (a, b) => a.map((number, i) => number - (b[i] ?? number)).find((gap) => gap !== 0) ?? 0;

  // What has no number (a word, a mark, nothing) stays behind the others and in its order, so that it tells nothing.
  const sorted = (lines, column, direction, place) => {
    const byNumber = lines.some((line) => numbersOf(line.cells[column]));
    const key = (line) => (byNumber ? numbersOf(line.cells[column]) : line.cells[column].textContent || null);
    const compare = byNumber ? compareNumbers : words.compare;
    return [...lines].sort((one, other) => {
      const [a, b] = [key(one), key(other)];
      const gap = a && b ? direction * compare(a, b) : Number(!a) - Number(!b);
      return gap || place.get(one) - place.get(other);
    });
  };

  const sortable = (table) => {
    const groups = [...table.tBodies].map((body) => [body, [...body.rows].filter((row) => row.className !== "heading")]);
    if (groups.every(([, lines]) => lines.length < 2)) return false;
    const place = new Map(groups.flatMap(([, lines]) => lines).map((line, i) => [line, i]));
    if ([...place.keys()].some((line) => !line.cells[0].textContent.trim())) return false; // it goes on from the line above
    const heads = [...table.tHead.rows[0].cells];

    const press = (column) => {
      const head = heads[column];
      const highestFirst = [...place.keys()].some((line) => numbersOf(line.cells[column]));
      const turns = highestFirst ? [null, "descending", "ascending"] : [null, "ascending", "descending"];
      const turn = turns[(turns.indexOf(head.getAttribute("aria-sort")) + 1) % turns.length];
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      if (turn) head.setAttribute("aria-sort", turn);
      const direction = turn === "descending" ? -1 : 1;
      groups.forEach(([body, lines]) => body.append(...(turn ? sorted(lines, column, direction, place) : lines)));
    };

    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => press(column));
      head.append(button);
    });
    return true;
  };

  const field = (text) => {
    const runs = RUNS_AS_A_FORMULA.test(text) && !NUMBER.test(text) && text !== LONE_DASH;
    const safe = runs ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };

  const csv = (table) => {
    const mark = table.dataset.synthetic;
    const width = table.tHead.rows[0].cells.length;
    const lines = [...table.rows].map((row) => {
      const cells = [...row.cells].map((cell) => cell.textContent);
      cells.push(...Array(width - cells.length).fill(""), ...(mark ? [mark] : []));
      return cells.map(field).join(",");
    });
    return lines.join("\n") + "\n";
  };

  const copyable = (table, tools) => {
    const told = tools.querySelector(".told");
    const byHand = tools.querySelector("textarea");
    tools.querySelector(".copy").addEventListener("click", async () => {
      const text = csv(table);
      told.textContent = "";
      try {
        await navigator.clipboard.writeText(text);
        told.textContent = told.dataset.copied;
        byHand.hidden = true;
      } catch {
        byHand.value = text;
        byHand.hidden = false;
        byHand.focus();
        byHand.select();
        told.textContent = told.dataset.byHand;
      }
    });
    tools.hidden = false;
  };

  for (const table of document.querySelectorAll("main table")) {
    const tools = table.parentElement.nextElementSibling;
    tools.querySelector(".hint").hidden = !sortable(table);
    copyable(table, tools);
  }

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((details) => (details.open = false)));
})();
