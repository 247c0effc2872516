// Folding. The last wish to fold or unfold everything also holds for what is drawn later: a section may still be inflating when the key is pressed.
let foldedAs = null;
/** Whether a box that is being made is to be open. */
const unfolded = (otherwise) => foldedAs ?? otherwise;
const foldAll = (open) => {
  foldedAs = open;
  document.querySelectorAll("main details").forEach((box) => { box.open = open; });
};
/** Opens whatever hides a place, and the place itself. */
const unfold = (target) => {
  for (let box = target; box; box = box.parentElement) {
    if (box.tagName === "DETAILS") {
      box.open = true;
    }
  }
};
