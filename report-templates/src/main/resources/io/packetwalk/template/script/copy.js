// A copy button on every command. Without script the command can still be selected; its prompt is not part of the selection.
"use strict";
for (const command of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", () => {
    const text = command.querySelector("code").textContent;
    const say = (word) => {
      button.textContent = word;
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(() => say("Copied"), () => say("Select it"));
    } else {
      const range = document.createRange();
      range.selectNodeContents(command.querySelector("code"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      say("Selected");
    }
  });
  command.append(button);
}
