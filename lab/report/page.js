"use strict";
// Sorts a table by the column whose heading was chosen; numbers stand in data-value.
function sortTable(heading) {
  const row = heading.parentElement, body = heading.closest("table").tBodies[0];
  const column = Array.prototype.indexOf.call(row.cells, heading);
  const up = heading.getAttribute("aria-sort") !== "ascending";
  for (const cell of row.cells) cell.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
  const key = (line) => {
    const cell = line.cells[column];
    return "value" in cell.dataset ? Number(cell.dataset.value) : cell.textContent;
  };
  const compare = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b);
  const lines = Array.from(body.rows).sort((a, b) => (up ? 1 : -1) * compare(key(a), key(b)));
  body.append(...lines);
}
for (const heading of document.querySelectorAll("th[data-sort]")) {
  heading.tabIndex = 0;
  heading.addEventListener("click", () => sortTable(heading));
  heading.addEventListener("keydown", (event) => {
    if (event.key === "Enter") sortTable(heading);
  });
}
// A link into closed details opens them.
function openTarget() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === "DETAILS") target.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();
