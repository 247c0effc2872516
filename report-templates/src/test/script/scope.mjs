// The scripts of the page share one scope, as they do in the page; tests look into it by name.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const folder = new URL("../../main/resources/io/packetwalk/template/script/", import.meta.url);

export const scope = (files, names) => {
  const text = files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
  return vm.runInNewContext(text + "\n;({" + names.join(",") + "})", { TextDecoder, URLSearchParams, Intl });
};
