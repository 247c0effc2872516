package io.packetwalk.doc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Items of a list that were cut out of its text: several batches are read at a time, and pieces come out in file order whoever was first. */
final class ItemBatches {

    /** Characters of a batch: enough objects that what repeats in them is met again. */
    private static final int BATCH = 1 << 20;

    /** Batches that wait or are being read at a time. */
    private static final int AT_ONCE = 4;

    /**
     * One item.
     *
     * @param text its lines
     * @param from number of its first line
     * @param to number of its last line
     * @param listKind kind of the list, as far as it was told before
     * @param problems what was wrong with its lines already
     */
    record Item(String text, long from, long to, String listKind, List<Problem> problems) {

        private Piece read(Repeated repeated) {
            List<Problem> found = new ArrayList<>(problems);
            try {
                Tree tree = YamlTree.read(text, from, found, repeated);
                if (tree instanceof Tree.Arr list && list.items().size() == 1) {
                    tree = list.items().getFirst();
                }
                return new Piece.Document(tree, from, to, true, listKind, List.copyOf(found));
            } catch (UnreadableException broken) {
                return new Piece.Unreadable(from, to, true, String.valueOf(broken.getMessage()));
            }
        }
    }

    private final Optional<ExecutorService> workers;
    private final Consumer<Piece> out;
    private final Queue<Future<List<Piece>>> reading = new ArrayDeque<>();
    private final Repeated repeated = new Repeated();
    private List<Item> batch = new ArrayList<>();
    private int size;

    /** @param workers read the batches; without any, each item is read when it comes */
    ItemBatches(Optional<ExecutorService> workers, Consumer<Piece> out) {
        this.workers = workers;
        this.out = out;
    }

    void add(Item item) throws IOException {
        if (workers.isEmpty()) {
            out.accept(item.read(repeated));
            return;
        }
        batch.add(item);
        size += item.text().length();
        if (size >= BATCH) {
            send(workers.get());
        }
    }

    /** Gives out all items that came so far, so that what follows them may be given out. */
    void flush() throws IOException {
        if (!batch.isEmpty()) {
            workers.ifPresent(this::submit);
        }
        while (!reading.isEmpty()) {
            takeOne();
        }
    }

    private void send(ExecutorService to) throws IOException {
        submit(to);
        if (reading.size() == AT_ONCE) {
            takeOne();
        }
    }

    private void submit(ExecutorService to) {
        List<Item> items = batch;
        batch = new ArrayList<>();
        size = 0;
        reading.add(to.submit(() -> {
            Repeated own = new Repeated();
            return items.stream().map(item -> item.read(own)).toList();
        }));
    }

    private void takeOne() throws IOException {
        try {
            reading.remove().get().forEach(out);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading");
        } catch (ExecutionException bug) {
            throw new IllegalStateException("an item could not be read", bug.getCause());
        }
    }
}
