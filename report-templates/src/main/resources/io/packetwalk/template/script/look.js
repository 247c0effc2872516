// Dark or light, and screenshot mode. Both stand in the fragment only.
const looks = ["", "dark", "light"];
const look = () => {
  const { state } = read();
  const theme = state.get("theme") ?? "";
  document.documentElement.dataset.theme = looks.includes(theme) ? theme : "";
  document.documentElement.classList.toggle("shot", state.get("shot") === "1");
  byId("theme").textContent = "Theme: " + (theme || "system");
  byId("shot").setAttribute("aria-pressed", String(state.get("shot") === "1"));
};
byId("theme").addEventListener("click", () => keep({ theme: looks[(looks.indexOf(read().state.get("theme") ?? "") + 1) % 3] }));
byId("shot").addEventListener("click", () => {
  const on = read().state.get("shot") !== "1";
  keep({ shot: on ? "1" : "" });
  announce(on ? "Names and addresses are blurred. This is no protection: the file still holds them. Use packetwalk redact." : "Screenshot mode is off");
});
byId("tools").hidden = false;
document.addEventListener("state", look);
look();
