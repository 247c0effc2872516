import assert from "node:assert/strict";
import test from "node:test";
import { readFileSync } from "node:fs";
import vm from "node:vm";

// The part of names.js that knows no page: up to where it begins to walk over text nodes.
const text = readFileSync(new URL("../../main/resources/io/packetwalk/template/script/names.js", import.meta.url), "utf8").split("const showNames")[0];
const { revealed } = vm.runInNewContext(text + "\n;({ revealed })", {});
const map = {
  words: new Map([["qodal", "shop"], ["wesamu", "checkout"], ["nupo", "node"]]),
  others: new Map([["10.77.3.9", "10.244.3.9"], ["fd11::9", "fd00:3::9"], ["10.77.0.0/16", "10.244.0.0/16"], ["KUBE-SVC-AAAABBBBCCCCDDDD", "KUBE-SVC-ZZZZYYYYXXXXWWWW"], ["02:11:22:33:44:55", "02:aa:bb:cc:dd:ee"]]),
};

for (const [given, wanted] of [
  ["pod/qodal/wesamu-7d4f", "pod/shop/checkout-7d4f"],
  ["wesamu.qodal.svc.cluster.local", "checkout.shop.svc.cluster.local"],
  ["nupo1 and nupo12, not nuposomething", "node1 and node12, not nuposomething"],
  ["QODAL", "SHOP"],
  ["10.77.3.9:40001 to 10.77.3.90", "10.244.3.9:40001 to 10.77.3.90"],
  ["it is 10.77.3.9.", "it is 10.244.3.9."],
  ["[fd11::9]:80", "[fd00:3::9]:80"],
  ["10.77.0.0/16 via nupo3", "10.244.0.0/16 via node3"],
  ["-A KUBE-SERVICES -j KUBE-SVC-AAAABBBBCCCCDDDD", "-A KUBE-SERVICES -j KUBE-SVC-ZZZZYYYYXXXXWWWW"],
  ["lladdr 02:11:22:33:44:55 at 10:02:07.114", "lladdr 02:aa:bb:cc:dd:ee at 10:02:07.114"],
  ["nodes/nupo2/iptables-save.txt:412", "nodes/node2/iptables-save.txt:412"],
]) {
  test(given, () => assert.equal(revealed(given, map), wanted));
}
