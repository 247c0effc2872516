package io.packetwalk.capture.file;

import java.io.IOException;

/**
 * Where a reader goes on when a window of the file was read to its end. Who lets other threads look at frames gives an array that none of them looks at;
 * the frames before stay where they are.
 */
@FunctionalInterface
public interface Windows {

    /** The same array again: frames are looked at one by one. */
    Windows SAME = full -> full;

    /**
     * The array for the next window.
     *
     * @param full the array read to its end; what is left of the last frame in it is copied
     * @return one of the same length
     * @throws IOException when waiting for one was interrupted
     */
    byte[] next(byte[] full) throws IOException;
}
