package io.packetwalk.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What was typed for one option or parameter.
 *
 * @param spec where picocli puts it
 * @param otherwise what holds when nothing was typed
 * @param <T> what it is read as
 */
public record Given<T>(ArgSpec spec, T otherwise) {
    public T get() {
        @Nullable T typed = spec.getValue();
        return typed == null ? otherwise : typed;
    }
}
