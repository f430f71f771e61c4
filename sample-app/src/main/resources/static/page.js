/* Milliseconds; the source behind the caches takes longer than this. */
const SLOW = 350;

const $ = (id) => document.getElementById(id);

async function ask(path, options) {
  const response = await fetch(path, options);
  if (!response.ok && response.status !== 404 && !path.startsWith("actuator/")) {
    throw new Error(`The application answered ${response.status}.`);
  }
  return response;
}

function line(...children) {
  const item = document.createElement("li");
  item.append(...children);
  return item;
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

/* Runs an action once at a time, and shows what went wrong. */
async function run(button, report, action) {
  button.disabled = true;
  try {
    await action();
  } catch (error) {
    report(error.message);
  } finally {
    button.disabled = false;
  }
}

async function value(action, form) {
  const path = "values/" + encodeURIComponent(form.name.value);
  const text = form.text.value;
  const result = $("value-result");
  if (action === "set") {
    await ask(path, { method: "PUT", body: text, headers: { "Content-Type": "text/plain;charset=UTF-8" } });
    result.replaceChildren("Set to ", element("b", text), ".");
    return;
  }
  const response = await ask(path);
  result.replaceChildren(...(response.ok ? ["It is ", element("b", await response.text()), "."] : ["There is no such value."]));
}

async function visit() {
  const session = await (await ask("session")).json();
  $("visits").textContent = session.visits;
  $("visits-word").textContent = session.visits === 1 ? "visit" : "visits";
  $("session-store").textContent = session.shared ? "redis" : "memory";
  $("session-id").textContent = "Session " + session.id;
}

async function caches() {
  const list = await (await ask("caches")).json();
  $("caches").replaceChildren(...list.map(({ name, store }, index) => {
    const choice = document.createElement("input");
    Object.assign(choice, { type: "radio", name: "cache", value: name, checked: index === 0 });
    const label = document.createElement("label");
    label.append(choice, name, element("span", store, "tag"));
    return label;
  }));
}

async function read(form) {
  const started = performance.now();
  const response = await ask(`caches/${encodeURIComponent(form.cache.value)}/${encodeURIComponent(form.key.value)}`);
  const entry = await response.json();
  const millis = Math.round(performance.now() - started);
  $("reads").prepend(line(element("span", entry.value), element("b", `${millis} ms`, millis < SLOW ? "up" : "")));
  [...$("reads").children].slice(4).forEach((old) => old.remove());
}

function describe({ details = {} }) {
  return details.version ?? details.error ?? "";
}

function where({ components }) {
  if (!components) {
    return "The application does not answer.";
  }
  const version = components.redis?.details?.version;
  return components.redis
    ? `Values, sessions and caches live in Redis${version ? " " + version : ""}.`
    : "Redis is off: everything lives in this instance's memory.";
}

async function health() {
  let report = { status: "no answer" };
  try {
    report = await (await ask("actuator/health")).json();
  } catch {
    // Said by the initial value
  }
  const mood = (status) => (status === "UP" ? "up" : "down");
  $("status").textContent = report.status;
  $("status").className = "health " + mood(report.status);
  $("where").textContent = where(report);
  $("parts").replaceChildren(...Object.entries(report.components ?? {}).map(([name, part]) =>
    line(element("span", [name, describe(part)].filter(Boolean).join(" ")), element("b", part.status, mood(part.status)))));
  setTimeout(health, 3000);
}

$("value").addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  run(button, (problem) => $("value-result").textContent = problem, () => value(button.value, event.target.elements));
});

$("cache").addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  run(button, (problem) => $("reads").prepend(line(problem)), () => read(event.target.elements));
});

$("visit").addEventListener("click", (event) => {
  run(event.currentTarget, (problem) => $("session-id").textContent = problem, visit);
});

caches();
$("visit").click();
health();
