// The mailbox: a list that follows the server, and the mail that the address names after "#".

const part = (id) => document.getElementById(id);
let mails = [];
let wanted = "html";

const changes = new EventSource("/events");
changes.addEventListener("changed", refresh);
// Also after a lost connection, during which anything may have arrived.
changes.addEventListener("open", refresh);
addEventListener("hashchange", showChosen);

part("clear").addEventListener("click", () => fetch("/api/v1/messages", { method: "DELETE" }));
part("copy").addEventListener("click", copyCode);
part("show-html").addEventListener("click", () => prefer("html"));
part("show-text").addEventListener("click", () => prefer("text"));

async function refresh() {
  const answer = await fetch("/api/v1/messages");
  ({ messages: mails } = await answer.json());
  part("list").replaceChildren(...mails.map(entry));
  part("empty").hidden = mails.length > 0;
  part("clear").disabled = mails.length === 0;
  part("count").textContent = mails.length === 1 ? "1 mail" : `${mails.length} mails`;
  document.title = mails.length > 0 ? `(${mails.length}) Mailbox` : "Mailbox";
  await showChosen();
}

function entry({ ID, To, Subject, Created }) {
  const link = element("a", "");
  link.href = `#${ID}`;
  link.append(element("strong", Subject || "(no subject)"), element("span", To.map(named).join(", ")), time(Created));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

async function showChosen() {
  const id = decodeURIComponent(location.hash.slice(1));
  const exists = mails.some(({ ID }) => ID === id);
  document.body.classList.toggle("reading", exists);
  part("mail").hidden = !exists;
  part("pick").hidden = exists || mails.length === 0;
  for (const link of part("list").querySelectorAll("a")) {
    if (link.hash === `#${id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (exists && part("mail").dataset.id !== id) await open(id);
}

async function open(id) {
  const answer = await fetch(`/api/v1/message/${encodeURIComponent(id)}`);
  if (!answer.ok) return;
  const { From, To, Subject, Created, Text, HTML } = await answer.json();
  part("mail").dataset.id = id;
  part("subject").textContent = Subject || "(no subject)";
  part("from").textContent = named(From);
  part("to").textContent = To.map(named).join(", ");
  part("created").replaceWith(Object.assign(time(Created), { id: "created" }));
  part("text").textContent = Text;
  part("html").src = HTML ? `/message/${encodeURIComponent(id)}/html` : "about:blank";
  part("show-html").disabled = !HTML;
  showCode(Subject, Text);
  show(HTML ? wanted : "text");
  part("subject").focus();
}

function showCode(subject, text) {
  const code = /\b\d{6}\b/.exec(subject)?.[0] ?? /(?<![\d#=\w])\d{6}(?!\w)/.exec(text)?.[0];
  part("code").hidden = !code;
  part("digits").textContent = code ?? "";
  part("copy").textContent = "Copy";
}

async function copyCode() {
  await navigator.clipboard.writeText(part("digits").textContent);
  part("copy").textContent = "Copied";
}

function prefer(view) {
  wanted = view;
  show(view);
}

function show(view) {
  part("html").hidden = view !== "html";
  part("text").hidden = view !== "text";
  part("show-html").setAttribute("aria-pressed", String(view === "html"));
  part("show-text").setAttribute("aria-pressed", String(view === "text"));
}

function named({ Name, Address }) {
  return Name ? `${Name} <${Address}>` : Address;
}

function time(moment) {
  const date = new Date(moment);
  const today = date.toDateString() === new Date().toDateString();
  const text = today
    ? date.toLocaleTimeString()
    : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return Object.assign(element("time", text), { dateTime: moment });
}

function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}
