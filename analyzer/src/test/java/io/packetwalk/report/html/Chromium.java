package io.packetwalk.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real browser without a window, steered over the DevTools protocol. What it complained about and what it asked the network for is kept. */
final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE = 120;

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonNode>> events = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private int sent;

    private Chromium(Process process, String page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(page), new Listener())
                .join();
        List.of("Runtime.enable", "Log.enable", "Page.enable", "Network.enable")
                .forEach(domain -> ask(domain, Map.of()));
    }

    /** Its program, empty when it is not installed. */
    static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium start(Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        program().orElseThrow().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader errors =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        String line = errors.readLine();
        while (line != null && !line.startsWith("DevTools listening on ")) {
            line = errors.readLine();
        }
        if (line == null) {
            throw new IOException("chromium ended before it listened");
        }
        Thread.ofVirtual().start(() -> errors.lines().forEach(_line -> {}));
        URI browser = URI.create(line.substring("DevTools listening on ".length()));
        String list = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + browser.getAuthority() + "/json"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode tab : JSON.readTree(list)) {
            if (tab.path("type").asText().equals("page")) {
                return new Chromium(process, tab.path("webSocketDebuggerUrl").asText());
            }
        }
        throw new IOException("chromium has no page");
    }

    /** Opens a file at a fragment and waits until it is loaded. */
    void open(Path page, String fragment) {
        CompletableFuture<JsonNode> blank = expect("Page.loadEventFired");
        ask("Page.navigate", Map.of("url", "about:blank"));
        blank.orTimeout(PATIENCE, TimeUnit.SECONDS).join();
        requests.clear();
        CompletableFuture<JsonNode> loaded = expect("Page.loadEventFired");
        ask("Page.navigate", Map.of("url", page.toUri() + (fragment.isEmpty() ? "" : "#" + fragment)));
        loaded.orTimeout(PATIENCE, TimeUnit.SECONDS).join();
    }

    /** The value of an expression; promises are awaited. */
    JsonNode value(String expression) {
        JsonNode answer =
                ask("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Waits until an expression holds, looking at it once per frame. */
    void until(String expression) {
        value(
                "new Promise((done, fail) => { const began = performance.now(); const look = () => (" + expression
                        + ") ? done(true) : performance.now() - began > 60000 ? fail(new Error('never: ' + document.body.innerText.slice(-300))) : setTimeout(look, 20); look(); })");
    }

    /** Presses a key as a person does. */
    void press(String key) {
        Map<String, Object> event = Map.of("type", "keyDown", "key", key, "text", key.length() == 1 ? key : "");
        ask("Input.dispatchKeyEvent", event);
        ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    void size(int width, int height) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    void scripts(boolean on) {
        ask("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
    }

    byte[] screenshot() {
        return Base64.getDecoder()
                .decode(ask("Page.captureScreenshot", Map.of()).path("data").asText());
    }

    byte[] pdf() {
        return Base64.getDecoder()
                .decode(ask("Page.printToPDF", Map.of("paperWidth", 8.27, "paperHeight", 11.69))
                        .path("data")
                        .asText());
    }

    /** Errors, exceptions and policy violations so far. */
    List<String> complaints() {
        return complaints;
    }

    /** What was asked for since the page was opened, but for the page itself. */
    List<String> requests() {
        return requests;
    }

    private CompletableFuture<JsonNode> expect(String method) {
        CompletableFuture<JsonNode> event = new CompletableFuture<>();
        events.put(method, event);
        return event;
    }

    private JsonNode ask(String method, Map<String, Object> params) {
        int id = ++sent;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(params));
        socket.sendText(message.toString(), true).join();
        JsonNode reply = answer.orTimeout(PATIENCE, TimeUnit.SECONDS).join();
        if (reply.has("error")) {
            throw new AssertionError(method + ": " + reply.get("error"));
        }
        return reply.path("result");
    }

    private void received(String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (IOException e) {
            complaints.add("unreadable: " + text);
            return;
        }
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    waiting.remove(message.get("id").intValue());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        String method = message.path("method").asText();
        JsonNode params = message.path("params");
        switch (method) {
            case "Runtime.exceptionThrown", "Log.entryAdded" -> complaints.add(params.toString());
            case "Runtime.consoleAPICalled" ->
                complaints.add(params.path("args").toString());
            case "Network.requestWillBeSent" -> {
                if (!params.path("type").asText().equals("Document")) {
                    requests.add(params.path("request").path("url").asText());
                }
            }
            default -> {
                CompletableFuture<JsonNode> event = events.remove(method);
                if (event != null) {
                    event.complete(params);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> children = new ArrayList<>(process.descendants().toList());
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        process.onExit().orTimeout(PATIENCE, TimeUnit.SECONDS).join();
    }

    private final class Listener implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String text = partial.toString();
                partial.setLength(0);
                received(text);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
