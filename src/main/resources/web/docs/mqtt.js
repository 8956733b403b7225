// Shows asyncapi.json: each topic with its messages, their properties, payloads and examples.
const element = (name, ...inside) => {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
};

fetch("../asyncapi.json")
  .then((answer) => answer.json())
  .then((api) => {
    const follow = (node) =>
      node.$ref ? follow(node.$ref.slice(2).split("/").reduce((at, part) => at[part], api)) : node;
    show(api, follow);
  });

function show(api, follow) {
  const main = document.getElementById("mqtt");
  main.append(element("h1", api.info.title), element("p", api.info.description));
  const link = element("a", "asyncapi.json");
  link.href = "../asyncapi.json";
  main.append(element("p", "For machines: ", link));
  for (const [name, channel] of Object.entries(api.channels)) {
    main.append(element("h2", channel.title), element("p", element("code", channel.address)));
    main.append(element("p", channel.description));
    for (const operation of Object.values(api.operations))
      if (operation.channel.$ref.endsWith("/" + name))
        main.append(element("p", `Carillon ${operation.action}s: `, operation.description));
    for (const message of Object.values(channel.messages)) main.append(...shown(follow(message), follow));
  }
}

function shown(message, follow) {
  const parts = [element("h3", message.title), element("p", message.summary)];
  if (message.headers) parts.push(table("Properties", message.headers, follow));
  const payload = follow(message.payload);
  if (payload.properties) parts.push(table("Payload", payload, follow));
  else if (payload.description) parts.push(element("p", "Payload: " + payload.description));
  for (const example of message.examples) {
    const shown = element("pre", JSON.stringify(example.payload, null, 2));
    shown.tabIndex = 0; // it may scroll
    parts.push(shown);
  }
  return parts;
}

function table(title, schema, follow) {
  const rows = Object.entries(schema.properties).map(([name, property]) => {
    const of = follow(property);
    const allowed = of.enum ? of.enum.join(", ") : of.const ? of.const : [].concat(of.type ?? "object").join(", ");
    const needed = (schema.required ?? []).includes(name) ? "always" : "";
    return element(
      "tr", element("td", element("code", name)), element("td", allowed), element("td", needed),
      element("td", of.description ?? ""));
  });
  return element("table", element("caption", title), element("tbody", ...rows));
}
