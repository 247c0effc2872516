package io.packetwalk.report;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Work that was begun on a thread of its own, and whose result is asked for later. */
final class Begun<T> implements Supplier<T> {

    private final FutureTask<T> task;

    Begun(String name, Supplier<T> work) {
        task = new FutureTask<>(work::get);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the result; throws what the work threw. */
    @Override
    public T get() {
        try {
            return task.get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        } catch (ExecutionException failure) {
            Throwable why = failure.getCause();
            if (why instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (why instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failure);
        }
    }
}
