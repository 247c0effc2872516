package io.packetwalk.template;

import java.util.List;

/**
 * A path as a picture: a lane for each place, a mark for each step. It says nothing that the list of steps does not.
 *
 * @param width in drawing units, about pixels
 * @param height in drawing units
 * @param lanes places, top to bottom
 * @param line the packet's way, as the points of a polyline
 * @param marks steps, left to right
 */
public record WalkDrawing(int width, int height, List<Lane> lanes, String line, List<Mark> marks) {

    /** A place and the height of its line. */
    public record Lane(int y, String name) {}

    /** A step: its number in the list, and {@code plain}, {@code change}, {@code cause}, {@code end}, {@code broken} or {@code unknown}. */
    public record Mark(int x, int y, int number, String kind) {
        /** Its shape around the origin. */
        public String shape() {
            return switch (kind) {
                case "change" -> "M-7 0L0 -7L7 0L0 7Z";
                case "cause" -> "M-7 6L0 -7L7 6Z";
                case "broken" -> "M-6 -6L6 6M6 -6L-6 6";
                case "unknown" -> "M-6 -6H6V6H-6Z";
                default -> "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0";
            };
        }
    }
}
