const CHAT_EVERY = 2000;
const HEALTH_EVERY = 3000;
/* Longer than Redis may take to be given up, so that the reason still arrives. */
const PATIENCE = 10000;

const $ = (id) => document.getElementById(id);

/* Makes an element. Texts become text nodes, so nothing a visitor types is ever HTML. */
function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/* Asks the application: its answer, or an error whose message may be shown. */
async function ask(path, method = "GET", body = undefined) {
  let response;
  try {
    response = await fetch(path, {
      method,
      body: body && JSON.stringify(body),
      headers: body ? { "Content-Type": "application/json" } : {},
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Error("The application does not answer.");
  }
  const text = await response.text();
  const json = response.headers.get("Content-Type")?.includes("json") ? JSON.parse(text) : undefined;
  // A health that is down comes as an error, too
  if (!response.ok && !json?.status?.toUpperCase) {
    throw new Error(json?.detail ?? `The application failed (${response.status}).`);
  }
  return { json, instance: response.headers.get("X-Instance") ?? "?" };
}

/* Runs an action, and says in its place what went wrong. */
async function attempt(place, action) {
  try {
    await action();
    say($(place), "");
  } catch (error) {
    say($(place), error.message);
  }
}

/* Changes a text only where it differs: screen readers read every change aloud. */
function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/* Answers a click or a form, one at a time. */
function on(element, event, place, action) {
  element.addEventListener(event, async (happened) => {
    happened.preventDefault();
    if (element.ariaBusy === "true") {
      return;
    }
    element.ariaBusy = "true";
    await attempt(place, () => action(happened.submitter?.value));
    element.ariaBusy = "false";
  });
}

/* Repeats an action, the next one a while after the last. */
async function every(millis, action) {
  await action();
  setTimeout(every, millis, millis, action);
}

function hue(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) * 137 % 360;
}

function instanceTag(name) {
  const tag = make("span", { className: "instance", title: `Instance ${name}` }, name);
  tag.style.setProperty("--hue", hue(name));
  return tag;
}

function storeTag(element, shared) {
  element.dataset.store = shared ? "redis" : "memory";
  say(element, shared ? "redis" : "memory");
  element.title = shared ? "Shared by all instances" : "In the memory of one instance";
}

/* Chat */

let visitor = "Guest";

function bubble({ id, author, text, time, instance }) {
  const avatar = make("span", { className: "avatar", ariaHidden: "true" }, [...author][0].toUpperCase());
  avatar.style.setProperty("--hue", hue(author));
  const when = make("time", { dateTime: time, title: new Date(time).toLocaleString() },
    new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  const item = make("li", { className: author === visitor ? "mine" : "" }, avatar, make("div", {},
    make("p", { className: "by" }, make("b", {}, author), when, instanceTag(instance)),
    make("p", { className: "text" }, text)));
  item.dataset.id = id;
  return item;
}

async function chat() {
  const { json: messages } = await ask("messages");
  const list = $("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const kept = new Set(messages.map(({ id }) => id));
  const shown = new Set();
  for (const item of [...list.children]) {
    if (kept.has(item.dataset.id)) {
      shown.add(item.dataset.id);
    } else {
      item.remove();
    }
  }
  const news = messages.filter(({ id }) => !shown.has(id));
  list.append(...news.map(bubble));
  if (news.length && atEnd) {
    list.scrollTop = list.scrollHeight;
  }
}

on($("say"), "submit", "say-problem", async () => {
  await ask("messages", "POST", { text: $("text").value });
  $("text").value = "";
  $("messages").scrollTop = $("messages").scrollHeight;
  await chat();
});

/* Session */

async function visit() {
  const { json: { name, visits, shared }, instance } = await ask("session");
  visitor = name;
  if (document.activeElement !== $("name")) {
    $("name").value = name;
  }
  say($("visits"), String(visits));
  say($("visits-word"), visits === 1 ? "visit, seen by " : "visits, the last seen by ");
  $("visit-instance").replaceChildren(instanceTag(instance));
  storeTag($("session-store"), shared);
}

on($("rename"), "submit", "session-problem", async () => {
  await ask("session", "PUT", { name: $("name").value });
  visitor = $("name").value.trim();
});

on($("visit"), "click", "session-problem", visit);

/* Caches */

async function caches() {
  const { json: list } = await ask("caches");
  $("caches").append(...list.map(({ name, store, copies }, index) => {
    const tag = make("span", { className: "tag" });
    storeTag(tag, store === "redis");
    return make("label", {},
      make("input", { type: "radio", name: "cache", value: name, checked: index === 0 }), name, tag,
      ...(copies ? [make("span", { className: "tag" }, "copies")] : []));
  }));
}

async function copiesOf(cache) {
  const { json: list, instance } = await ask("caches");
  const { copies } = list.find(({ name }) => name === cache);
  if (!copies) {
    $("copies").replaceChildren();
    return;
  }
  const { stalenessMs, ...counts } = copies;
  const age = stalenessMs === null ? "not used at the moment" : `at most ${stalenessMs} ms old`;
  // The next request may reach another instance than the one that has read
  $("copies").replaceChildren(`Copies of ${cache} in the memory of `, instanceTag(instance),
    `: ${Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(", ")}; ${age}.`);
}

function log(outcome, text, note, instance) {
  const item = make("li", { className: outcome }, make("b", {}, outcome), make("span", {}, text),
    make("small", {}, note, instanceTag(instance)));
  $("reads").prepend(item);
  [...$("reads").children].slice(5).forEach((old) => old.remove());
}

on($("cache"), "submit", "cache-problem", async (action = "read") => {
  const cache = new FormData($("cache")).get("cache");
  if (!cache) {
    throw new Error("The caches are not known yet.");
  }
  const key = $("key").value;
  const ofCache = `caches/${encodeURIComponent(cache)}`;
  const ofKey = `${ofCache}/${encodeURIComponent(key)}`;
  if (action === "read") {
    const { json: { value, loaded, millis }, instance } = await ask(ofKey);
    log(loaded ? "loaded" : "hit", `${cache}: ${value}`, `${millis} ms`, instance);
  } else {
    const { instance } = await ask(action === "evict" ? ofKey : ofCache, "DELETE");
    log(action === "evict" ? "evicted" : "cleared", action === "evict" ? `${cache}: ${key}` : cache, "", instance);
  }
  await copiesOf(cache);
});

/* Health */

const FACTS = {
  topology: "Topology",
  nodes: "Nodes",
  master: "Master",
  masters: "Masters",
  server: "Server",
  database: "Database",
  tls: "TLS",
  user: "User",
  keyPrefix: "Key prefix",
  inMemoryCaches: "Caches in memory",
  latencyMs: "Latency",
};

function readable(value) {
  if (Array.isArray(value)) {
    return value.map(readable).join(", ") || "none";
  }
  if (value !== null && typeof value === "object") {
    return Object.entries(value).map(([name, part]) => `${name} ${readable(part)}`).join(", ");
  }
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value ?? "none");
}

function fact(details, name) {
  const value = name === "latencyMs" ? `${details[name]} ms` : readable(details[name]);
  return make("div", {}, make("dt", {}, FACTS[name]), make("dd", {}, value));
}

function feature([name, { status = "UP", trouble, ...details }]) {
  const item = make("li", {}, make("b", {}, name), make("span", {}, trouble ?? readable(details)));
  item.dataset.status = trouble && status === "UP" ? "DEGRADED" : status;
  return item;
}

function place(inRedis) {
  return inRedis
    ? "Messages, sessions and caches live in Redis, whichever instance answers."
    : "Redis is off: everything lives in the memory of this instance.";
}

function show(status, where, { reason, error, features = {}, ...details } = {}) {
  $("status").dataset.status = status;
  say($("status-word"), status);
  say($("status-news"), `Health: ${status}`);
  say($("where"), where);
  say($("reason"), reason ?? error ?? "");
  $("facts").replaceChildren(...Object.keys(FACTS).filter((name) => name in details).map((name) => fact(details, name)));
  $("features").replaceChildren(...Object.entries(features).map(feature));
}

async function health() {
  try {
    const { json: { status, components = {} } } = await ask("actuator/health");
    const { status: redis = status, details = {} } = components.redis ?? {};
    const inRedis = details.use !== "off";
    storeTag($("room-store"), inRedis);
    show(redis, place(inRedis), details);
  } catch (error) {
    show("NO ANSWER", error.message);
  }
}

await attempt("session-problem", visit);
every(CHAT_EVERY, () => attempt("chat-problem", chat));
every(HEALTH_EVERY, async () => {
  await health();
  if (!$("cache").elements.cache) {
    await attempt("cache-problem", caches);
  }
});
