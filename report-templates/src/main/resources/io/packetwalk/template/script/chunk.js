// Heavy sections stand in inert script elements, deflated; each is inflated when it is first visited.
const inflated = new Map();
const canInflate = typeof DecompressionStream === "function";
const bytesOf = (base64) => {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[i] = text.charCodeAt(i);
  }
  return bytes;
};
const chunk = (name) => {
  if (!inflated.has(name)) {
    const packed = new Blob([bytesOf(byId("chunk-" + name).textContent.trim())]);
    inflated.set(name, new Response(packed.stream().pipeThrough(new DecompressionStream("deflate"))).json());
  }
  return inflated.get(name);
};
