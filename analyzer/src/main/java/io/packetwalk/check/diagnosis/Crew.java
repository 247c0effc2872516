package io.packetwalk.check.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Independent pieces of work on several cores, their results in the order of the pieces. */
final class Crew {

    /** Bytes: walks and policies recurse, as deep as on the thread that a program begins with. */
    private static final int STACK = 8 << 20;

    private Crew() {}

    /**
     * Does all of {@code pieces}.
     *
     * @throws IllegalStateException when a piece throws, or the caller is interrupted
     */
    static <T> List<T> all(int workers, List<Callable<T>> pieces) {
        ExecutorService crew = Executors.newFixedThreadPool(Math.max(1, workers), task -> {
            Thread thread = new Thread(null, task, "checking", STACK);
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : crew.invokeAll(pieces)) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failure.getCause());
        } finally {
            crew.shutdownNow();
        }
    }
}
