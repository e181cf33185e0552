// The parts of the page that move: slider, list and form. Headlines, charts of what was
// learned and all tables are there without it. Texts of the data are only ever set as
// text, never as HTML.
"use strict";

const data = JSON.parse(document.getElementById("page-data").textContent);
const byId = (id) => document.getElementById(id);
const THIN = "\u202f";

const whole = (number) => Math.round(number).toLocaleString("en-GB");
const percent = (share) =>
  Number.isFinite(share)
    ? (100 * share).toFixed(share > 0 && share < 0.0995 ? 1 : 0) + THIN + "%"
    : "–";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// --- How many calls? ---

// A cut is [calls, lowest chance, expected subscribers, subscribers or null, variance].
const cuts = [[0, 1, 0, 0, 0], ...(data.cuts[data.split] || [])];
const total = cuts[cuts.length - 1];

// What so many calls find, or its variance; between two cuts, in proportion.
function sumOf(calls, column) {
  const place = cuts.findIndex((cut) => cut[0] >= calls);
  if (place < 0) return total[column];
  if (place === 0) return 0;
  const [before, after] = [cuts[place - 1], cuts[place]];
  return before[column] + ((after[column] - before[column]) * (calls - before[0])) / (after[0] - before[0]);
}
const expectedOf = (calls) => sumOf(calls, 2);

// Between which counts that comes true, nineteen times in twenty, as `likely_range`.
function likelyRange(calls) {
  const half = 1.96 * Math.sqrt(Math.max(sumOf(calls, 4), 0));
  const found = expectedOf(calls);
  return [Math.max(Math.floor(found - half), 0), Math.min(Math.ceil(found + half), calls)];
}

// The lowest chance among so many calls.
function chanceOf(calls) {
  const cut = cuts.find((found) => found[0] >= calls);
  return calls > 0 ? (cut || total)[1] : 1;
}

// How many have at least this chance.
function callsFrom(chance, among = cuts) {
  let last = null;
  for (const cut of among) if (cut[1] >= chance) last = cut;
  return last;
}

let calls = 0;
let pressed = null;
const mode = () => document.querySelector("[name=mode]:checked").value;
const price = (id) => Math.max(Number(byId(id).value) || 0, 0);

function bestProfit() {
  let best = cuts[0];
  const profit = (cut) => cut[2] * price("value") - cut[0] * price("cost");
  for (const cut of cuts) if (profit(cut) > profit(best)) best = cut;
  return best[0];
}

function setCalls(number, button = null) {
  calls = Math.min(Math.max(Math.round(number) || 0, 0), total[0]);
  pressed = button;
  showSlider();
  showResults();
}

// The slider in the unit of the mode; calls are what is chosen.
function showSlider() {
  const [slider, amount] = [byId("slider"), byId("amount")];
  const shown = {
    calls: ["Number of calls", total[0], 1, calls],
    budget: ["Budget", total[0] * price("cost"), price("cost") || 1, calls * price("cost")],
    chance: ["Lowest chance, in per cent", 100, 0.1, 100 * chanceOf(calls)],
  }[mode()];
  byId("slider-label").textContent = shown[0];
  for (const input of [slider, amount]) input.max = shown[1];
  slider.step = shown[2];
  slider.value = shown[3];
  slider.setAttribute("aria-valuetext", `${whole(calls)} calls`);
  if (document.activeElement !== amount) amount.value = Number(shown[3].toFixed(1));
}

function read(input) {
  const number = Number(input.value);
  if (mode() === "calls") return number;
  if (mode() === "budget") return price("cost") ? Math.floor(number / price("cost") + 1e-9) : total[0];
  return (callsFrom(number / 100) || cuts[0])[0];
}

function showResults() {
  const found = expectedOf(calls);
  const rate = total[2] / total[0];
  const [value, cost] = [price("value"), price("cost")];
  const say = (id, text) => { byId(id).textContent = text; };
  say("out-calls", whole(calls));
  say("out-share", `${percent(calls / total[0])} of all, from a chance of ${percent(chanceOf(calls))}`);
  say("out-found", whole(found));
  say("out-between", `${likelyRange(calls).map(whole).join(" to ")}, if calibration holds`);
  say("out-random", `at random: ${whole(calls * rate)}`);
  say("out-missed", whole(total[2] - found));
  say("out-precision", percent(found / calls));
  say("out-precision-random", `at random: ${percent(rate)}`);
  say("out-profit", whole(found * value - calls * cost));
  say("out-profit-random", `at random: ${whole(calls * (rate * value - cost))}`);
  say("out-evidence", evidence());
  for (const button of document.querySelectorAll("#slider-form button")) {
    button.setAttribute("aria-pressed", String(button === pressed));
  }
  safely(drawCharts);
  safely(showList);
}

// What came true: test contacts with at least the same chance.
function evidence() {
  const test = data.cuts.test;
  if (!test || !test.length) return "There are no test contacts to compare with.";
  const cut = calls ? callsFrom(chanceOf(calls), test) : null;
  const all = test[test.length - 1];
  if (!cut) return "No test contact has so high a chance.";
  return `What came true: of ${whole(all[0])} test contacts, ${whole(cut[0])} have at least this chance; ` +
    `${whole(cut[3])} of them ${data.outcome.did} (${percent(cut[3] / cut[0])}; ${whole(cut[2])} were expected), ` +
    `and ${whole(all[3] - cut[3])} ${data.outcome.people} would have been missed.`;
}

// A chart that fails is left out; numbers and slider go on.
function safely(draw) {
  try {
    draw();
  } catch (error) {
    byId("slider-charts").hidden = true;
  }
}

function drawCharts() {
  const [value, cost] = [price("value"), price("cost")];
  const rate = total[2] / total[0];
  drawCurve("chart-found", data.outcome.found, (cut) => cut[2], (n) => n * rate);
  drawCurve(
    "chart-profit", "Profit", (cut) => cut[2] * value - cut[0] * cost,
    (n) => n * (rate * value - cost),
  );
}

// Round numbers, four to seven of them, that span from one number to another.
function roundTicks(lowest, highest) {
  const rough = (highest - lowest) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const ticks = [];
  for (let k = Math.floor(lowest / step); ; k += 1) {
    ticks.push(k * step);
    if (k * step >= highest) return ticks;
  }
}

// A curve over calls, the line of calling at random, and the choice as a dot.
function drawCurve(id, title, height, random) {
  const [width, left, right, top, bottom] = [440, 58, 420, 8, 200];
  const heights = cuts.map(height);
  const levels = roundTicks(Math.min(0, ...heights, random(total[0])), Math.max(1, ...heights, random(total[0])));
  const [lowest, highest] = [levels[0], levels[levels.length - 1]];
  const x = (n) => left + ((right - left) * n) / total[0];
  const y = (h) => bottom - ((bottom - top) * (h - lowest)) / (highest - lowest);
  const place = cuts.findIndex((cut) => cut[0] >= calls);
  const here = height([calls, 0, expectedOf(calls)]);
  const shape = (name, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, attribute] of Object.entries(attributes)) made.setAttribute(key, attribute);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const svg = shape("svg", {
    viewBox: `0 0 ${width} 226`, role: "img",
    "aria-label": `${title}: ${whole(here)} for ${whole(calls)} calls, ${whole(random(calls))} at random`,
  });
  for (const h of levels) {
    svg.append(
      shape("line", { x1: left, x2: right, y1: y(h), y2: y(h), class: "grid" }),
      shape("text", { x: left - 6, y: y(h) + 4, "text-anchor": "end" }, whole(h)),
    );
  }
  for (const n of roundTicks(0, total[0]).filter((tick) => tick <= total[0])) {
    svg.append(shape("text", { x: x(n), y: bottom + 18, "text-anchor": "middle" }, whole(n)));
  }
  svg.append(
    shape("path", { d: `M${x(0)},${y(0)}L${x(total[0])},${y(random(total[0]))}`, class: "reference" }),
    shape("path", { d: "M" + cuts.map((cut, k) => `${x(cut[0]).toFixed(1)},${y(heights[k]).toFixed(1)}`).join("L"), class: "model-line" }),
    shape("line", { x1: x(calls), x2: x(calls), y1: bottom, y2: y(here), class: "grid" }),
    shape("circle", { cx: x(calls), cy: y(here), r: place < 0 ? 0 : 6, class: "dot" }),
  );
  byId(id).replaceChildren(svg);
}

function startSlider() {
  if (!data.cuts[data.split]) return;
  for (const row of data.policies) {
    const button = document.querySelector(`[data-policy="${row.policy}"]`);
    button.addEventListener("click", () => setCalls(row.calls, button));
    if (row.isActive) [calls, pressed] = [row.calls, button];
  }
  byId("best-profit").addEventListener("click", (event) => setCalls(bestProfit(), event.target));
  for (const input of [byId("slider"), byId("amount")]) {
    input.addEventListener("input", () => setCalls(read(input)));
  }
  byId("amount").addEventListener("blur", showSlider);
  for (const radio of document.querySelectorAll("[name=mode]")) {
    radio.addEventListener("change", showSlider);
  }
  for (const id of ["value", "cost"]) {
    byId(id).addEventListener("input", () => setCalls(calls, pressed === byId("best-profit") ? null : pressed));
  }
  byId("slider-form").addEventListener("submit", (event) => event.preventDefault());
  setCalls(calls, pressed);
}

// --- The list ---

const HEADS = {
  call_rank: "Rank", contact_id: "Key", subscription_probability: "Chance",
  score_decile: "Decile", segment_name: "Segment", expected_value: "Expected value",
  reasons: "Why",
};
const isOurs = (name) => Object.hasOwn(HEADS, name);
const headOf = (name) => isOurs(name) ? HEADS[name] : name.replaceAll("_", " ");
const PAGE = 50;
let list = data.list && withoutEmpty(data.list);
let order = { column: 0, sign: 1 };
let shownRows = PAGE;

// Without columns in which nothing stands, such as the segment where there are none.
function withoutEmpty({ columns, rows }) {
  const kept = columns.map((_, place) => place).filter((place) => rows.some((row) => row[place] !== null));
  return { columns: kept.map((place) => columns[place]), rows: rows.map((row) => kept.map((place) => row[place])) };
}

const columnOf = (name) => list.columns.indexOf(name);

function selectedRows() {
  const wanted = byId("search").value.trim().toLowerCase();
  const [segment, decile] = [byId("segment").value, Number(byId("decile").value)];
  const most = byId("only-slider").checked ? calls : Infinity;
  const [rank, part, tenth] = ["call_rank", "segment_name", "score_decile"].map(columnOf);
  const rows = list.rows.filter((row) =>
    row[rank] <= most &&
    (!segment || row[part] === segment) &&
    !(row[tenth] > decile) &&
    (!wanted || row.some((cell) => String(cell ?? "").toLowerCase().includes(wanted))));
  const { column, sign } = order;
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a ?? "").localeCompare(String(b ?? ""), undefined, { numeric: true });
  return rows.sort((a, b) => sign * compare(a[column], b[column]) || a[rank] - b[rank]);
}

function showList() {
  if (!list || !byId("list-table")) return;
  const rows = selectedRows();
  byId("list-scroll").hidden = false;
  const short = byId("only-slider").checked && calls > list.rows.length
    ? ` The slider selects ${whole(calls)}; the list holds those whom the policy in use calls.`
    : "";
  byId("list-count").textContent = `${whole(rows.length)} of ${whole(list.rows.length)} rows.${short}`;
  const heads = list.columns.map((name, column) => {
    const button = element("button", { type: "button" }, headOf(name));
    const sorted = order.column === column ? (order.sign > 0 ? "ascending" : "descending") : "none";
    button.append(sorted === "none" ? "" : sorted === "ascending" ? " ↑" : " ↓");
    button.addEventListener("click", () => {
      order = { column, sign: order.column === column ? -order.sign : 1 };
      showList();
      byId("list-table").querySelectorAll("thead button")[column].focus();
    });
    return element("th", { scope: "col", "aria-sort": sorted }, button);
  });
  byId("list-table").tHead.replaceChildren(element("tr", {}, ...heads));
  byId("list-table").tBodies[0].replaceChildren(...rows.slice(0, shownRows).map((row) =>
    element("tr", {}, ...row.map((cell, column) => element("td", { "data-head": headOf(list.columns[column]) }, worded(list.columns[column], cell))))));
  byId("more").hidden = rows.length <= shownRows;
}

function worded(name, cell) {
  if (cell === null || cell === undefined) return "–";
  if (name === "subscription_probability") return percent(Number(cell));
  return name === "expected_value" ? Number(cell).toFixed(2) : String(cell);
}

// One cell of a CSV file; a text that a spreadsheet would take for a formula follows an
// apostrophe, as in the file of the database.
function csvCell(cell) {
  if (cell === null || cell === undefined) return "";
  let text = String(cell);
  if (typeof cell === "string" && /^[=+\-@\t\r\n]/.test(text)) text = "'" + text;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function download() {
  const lines = [list.columns, ...selectedRows()].map((row) => row.map(csvCell).join(","));
  const link = element("a", { download: "call_list_selection.csv" });
  link.href = URL.createObjectURL(new Blob([lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// Rows of a CSV file, as RFC 4180 has them.
function parseCsv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows[rows.length - 1].push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

async function openList(file) {
  const [columns, ...rows] = parseCsv((await file.text()).replace(/^\ufeff/, ""));
  if (!columns || !columns.includes("call_rank")) {
    byId("list-count").textContent = `${file.name} is no call list: it has no column call_rank.`;
    return;
  }
  const numbers = ["call_rank", "subscription_probability", "score_decile", "expected_value"];
  const shown = Object.keys(HEADS).filter((name) => columns.includes(name));
  const carried = columns.filter((name) => !isOurs(name) && !/^reason_\d$/.test(name));
  const names = [...shown.slice(0, -1), ...carried, ...shown.slice(-1)];
  list = withoutEmpty({
    columns: names,
    rows: rows.map((row) => names.map((name) => {
      const cell = row[columns.indexOf(name)];
      return cell === "" || cell === undefined ? null : numbers.includes(name) ? Number(cell) : cell;
    })),
  });
  byId("list-tools").hidden = false;
  fillSegments();
  showList();
}

function fillSegments() {
  const names = [...new Set(list.rows.map((row) => row[columnOf("segment_name")]))].filter(Boolean).sort();
  byId("segment").parentElement.hidden = names.length === 0;
  byId("segment").append(...names.map((name) => element("option", { value: name }, name)));
}

function startList() {
  if (!byId("list-table")) return;
  const again = () => { shownRows = PAGE; showList(); };
  for (const id of ["search", "segment", "decile", "only-slider"]) byId(id).addEventListener("input", again);
  byId("more").addEventListener("click", () => { shownRows += 10 * PAGE; showList(); });
  byId("download").addEventListener("click", download);
  if (byId("list-file")) {
    byId("list-file").addEventListener("change", (event) => event.target.files[0] && openList(event.target.files[0]));
  }
  if (list) fillSegments();
}

// --- What if? ---

const form = data.form;
const contributions = new Float64Array(
  Uint8Array.from(atob(form.contributions), (sign) => sign.charCodeAt(0)).buffer,
);
const featureOf = Object.fromEntries(form.features.map((feature) => [feature.name, feature]));
const isAsked = (feature) => !feature.computed;
const countAtMost = (bounds, number) => bounds.filter((bound) => bound <= number).length;

// The code of a value, as `feature_code` in the database: 0 is missing or never seen.
function codeOf(feature, value) {
  if (value === null || value === undefined) return 0;
  if (feature.levels) return feature.levels.indexOf(String(value)) + 1;
  return feature.hasBins ? 1 + countAtMost(feature.bounds, value) : 0;
}

// Values of the form, with what is computed from them; sentinels count as not known.
function completed(values) {
  const all = {};
  for (const feature of form.features) {
    const value = values[feature.name] ?? null;
    all[feature.name] = feature.missing.includes(value) ? null : value;
  }
  for (const feature of form.features.filter((one) => one.computed)) {
    const key = JSON.stringify(feature.computed.inputs.map((name) => all[name]));
    all[feature.name] = feature.computed.values[key] ?? null;
  }
  return all;
}

function calibrated(logOdds) {
  const rule = form.rule;
  if (rule.slope !== null) {
    return 1 / (1 + Math.exp(-(rule.slope * logOdds + rule.intercept + rule.shift)));
  }
  const [xs, ys] = [rule.knotLogOdds, rule.knotProbabilities];
  const knot = Math.max(countAtMost(xs, logOdds) - 1, 0);
  if (knot + 1 >= xs.length) return shifted(ys[knot], rule.shift);
  const share = (logOdds - xs[knot]) / (xs[knot + 1] - xs[knot]);
  return shifted(ys[knot] + (ys[knot + 1] - ys[knot]) * Math.min(Math.max(share, 0), 1), rule.shift);
}

function shifted(probability, shift) {
  const odds = probability * Math.exp(shift);
  return shift === 0 ? probability : odds / (1 - probability + odds);
}

// What scoring.score_customer returns. Contributions are multiples of 2^-40: the sum is
// exact, and the same as in the database.
function scoreCustomer(values) {
  const all = completed(values);
  const codes = Object.fromEntries(form.features.map((feature) => [feature.name, codeOf(feature, all[feature.name])]));
  let logOdds = form.intercept;
  const reasons = form.terms.map((term) => {
    const [first, second] = term.features;
    const cell = second === undefined ? codes[first] : codes[first] * term.size + codes[second];
    const contribution = contributions[term.offset + cell];
    logOdds += contribution;
    const phrase = term.features.map((name) => featureOf[name].phrases[codes[name]]).join(" and ");
    return { phrase, contribution, isKnown: term.features.every((name) => codes[name] > 0) };
  });
  return {
    logOdds,
    probability: calibrated(logOdds),
    isCalled: logOdds >= Number(form.rule.thresholdLogOdds),
    decile: 10 - countAtMost(form.rule.decileBounds, logOdds),
    reasons: reasons.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
  };
}
window.scoreCustomer = scoreCustomer;

function field(feature) {
  const id = `field-${feature.name}`;
  let input;
  if (feature.kind === "category" || feature.kind === "flag") {
    const options = feature.kind === "flag"
      ? [["true", "yes"], ["false", "no"]]
      : feature.levels.map((level) => [level, level]);
    input = element("select", { id }, element("option", { value: "" }, "not known"));
    // The value of an option is its place: a level may be an empty text.
    options.forEach(([value, text], place) => {
      const option = element("option", { value: String(place + 1) }, text);
      option.selected = value === feature.start;
      option.level = feature.kind === "flag" ? value === "true" : value;
      input.append(option);
    });
  } else {
    input = element("input", { id, type: "number", step: feature.kind === "integer" ? "1" : "any", placeholder: "not known" });
    if (feature.start !== null) input.value = feature.start;
    if (form.features.some((other) => other.computed && other.computed.inputs.includes(feature.name))) {
      [input.min, input.max] = [feature.lowest, feature.highest];
    }
  }
  input.addEventListener("input", showScore);
  const label = element("label", { for: id }, feature.label, input);
  if (feature.description) label.append(element("small", {}, feature.description));
  return label;
}

function valueOf(feature) {
  const input = byId(`field-${feature.name}`);
  if (input.options) return input.value === "" ? null : input.selectedOptions[0].level;
  return input.value === "" ? null : Number(input.value);
}

function showScore() {
  const asked = form.features.filter(isAsked);
  const wrong = asked.find((feature) => !byId(`field-${feature.name}`).checkValidity());
  byId("form-problem").hidden = !wrong;
  if (wrong) {
    byId("form-problem").textContent = `${wrong.label}: ${byId(`field-${wrong.name}`).validationMessage}`;
    byId("form-chance").textContent = "–";
    byId("form-call").textContent = "";
    return;
  }
  const score = scoreCustomer(Object.fromEntries(asked.map((feature) => [feature.name, valueOf(feature)])));
  byId("form-chance").textContent = percent(score.probability);
  byId("form-call").textContent = score.isCalled ? "✓ worth a call" : "✕ not called";
  byId("form-decile").textContent = `Tenth ${score.decile} of 10 (1 is the best); called from ${percent(form.rule.threshold)} on.`;
  const items = (rows) => rows.length
    ? rows.slice(0, 4).map((row) => element("li", {}, `${row.phrase} (×${Math.exp(row.contribution).toFixed(2)} odds)`))
    : [element("li", {}, "nothing in particular")];
  byId("form-for").replaceChildren(...items(score.reasons.filter((row) => row.contribution > 0.005 && row.isKnown)));
  byId("form-against").replaceChildren(...items(score.reasons.filter((row) => row.contribution < -0.005)));
}

function startForm() {
  byId("form").append(...form.features.filter(isAsked).map(field));
  byId("form").addEventListener("submit", (event) => event.preventDefault());
  showScore();
}

startList();
startSlider();
startForm();
