"use strict";

// Charts are drawn when they come into sight, in the page's colours, and again when these change.
const plots = [...document.querySelectorAll(".plot")];
const drawnPlots = new Set();

function dressed(layout, printed) {
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(name).trim();
  const axis = own => ({ ...own, gridcolor: colour("--line"), linecolor: colour("--line"), tickcolor: colour("--line") });
  return {
    ...layout, xaxis: axis(layout.xaxis), yaxis: axis(layout.yaxis), paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: printed ? "#000" : colour("--ink"), family: "inherit", size: 12 }, hoverlabel: { align: "left" }, ...(printed ? { width: 330 } : {}),
  };
}

function draw(plot, printed = false) {
  const figure = JSON.parse(plot.querySelector("script.figure").textContent);
  drawnPlots.add(plot);
  return Plotly.react(plot.querySelector("div.chart") ?? plot.appendChild(Object.assign(document.createElement("div"), { className: "chart", style: "height:100%" })),
    figure.data, dressed(figure.layout, printed), { responsive: true, displaylogo: false, displayModeBar: matchMedia("(hover: hover)").matches ? "hover" : false, modeBarButtonsToRemove: ["lasso2d", "select2d"] });
}

const seen = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(entry => {
  seen.unobserve(entry.target);
  draw(entry.target);
}), { rootMargin: "400px" });
plots.forEach(plot => seen.observe(plot));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawnPlots.forEach(plot => draw(plot)));
// Two of them side by side on a sheet of paper, whatever the window's width.
addEventListener("beforeprint", () => plots.forEach(plot => draw(plot, true)));
addEventListener("afterprint", () => drawnPlots.forEach(plot => draw(plot)));

// Arrows of a plan, tick by tick: up, left, down, right.
const turns = { u: 0, l: -90, d: 180, r: 90 };
for (const slider of document.querySelectorAll(".ticks input")) {
  slider.addEventListener("input", () => {
    const agent = slider.closest(".agent");
    agent.querySelector("output").textContent = slider.value;
    for (const picture of agent.querySelectorAll("svg[data-plan]")) {
      const steps = picture.dataset.plan.split(" ")[slider.value - 1];
      for (const arrow of picture.querySelectorAll(".plan path"))
        arrow.setAttribute("transform", arrow.getAttribute("transform").replace(/rotate\(.*\)/, `rotate(${turns[steps[arrow.dataset.cell]]})`));
    }
  });
}

// Tables are sorted by a click on a heading, the largest first, and then the other way round.
for (const table of document.querySelectorAll("table.sorted")) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => heading.firstElementChild.addEventListener("click", () => {
    const down = heading.getAttribute("aria-sort") !== "descending";
    headings.forEach(other => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = row => row.cells[column].dataset.key === undefined ? row.cells[column].textContent : Number(row.cells[column].dataset.key);
    const compare = (a, b) => typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a === b ? 0 : a - b;
    const rows = [...table.tBodies[0].rows].sort((a, b) => (down ? -1 : 1) * compare(key(a), key(b)));
    table.tBodies[0].append(...rows);
  }));
}

for (const filter of document.querySelectorAll("input[data-filter]")) {
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(word => word);
    const rows = [...document.getElementById(filter.dataset.filter).tBodies[0].rows];
    rows.forEach(row => { row.hidden = !words.every(word => row.textContent.toLowerCase().includes(word)); });
    document.getElementById(`${filter.dataset.filter}-count`).textContent = `${rows.filter(row => !row.hidden).length} of ${rows.length} rows`;
  });
}
