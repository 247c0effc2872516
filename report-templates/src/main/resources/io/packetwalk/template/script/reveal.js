// Whatever a fragment names is opened; printing opens everything and afterwards closes what was closed.
const reveal = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) {
    return;
  }
  for (let box = target; box; box = box.parentElement) {
    if (box.tagName === "DETAILS") {
      box.open = true;
    }
  }
  target.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();

let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  closed.forEach((box) => { box.open = true; });
});
addEventListener("afterprint", () => closed.forEach((box) => { box.open = false; }));
