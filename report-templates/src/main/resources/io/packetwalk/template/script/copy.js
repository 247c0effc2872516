// Copy buttons on commands and on findings. Without script both can still be selected.
const clipboard = (text, say) => {
  const fallback = () => {
    const area = make("textarea", { readonly: true, class: "vh", "aria-hidden": "true", tabindex: -1 });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    say(done ? "Copied" : "Select it");
  };
  navigator.clipboard ? navigator.clipboard.writeText(text).then(() => say("Copied"), fallback) : fallback();
};
const copying = (label, text) => {
  const button = make("button", { type: "button", class: "copy" }, label);
  button.addEventListener("click", () => clipboard(text(), (said) => {
    button.textContent = said;
    announce(said);
    setTimeout(() => { button.textContent = label; }, 1500);
  }));
  return button;
};
const command = (text) => {
  const box = make("pre", { class: "command", "data-copy": true, tabindex: 0 }, make("code", {}, text));
  box.append(copying("Copy", () => text));
  return box;
};
const announce = (text) => { byId("said").textContent = text; };
document.querySelectorAll("[data-copy]").forEach((box) => box.append(copying("Copy", () => box.querySelector("code").textContent)));
document.querySelectorAll("[data-markdown]").forEach((box) => box.parentElement.querySelector("h3").after(copying("Copy as Markdown", () => box.textContent)));
