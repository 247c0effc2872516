package io.packetwalk.capture.file;

import java.util.List;

/** No capture file: the magic number is another's, or the file ends before it. */
record NoFraming(Step outcome) implements Framing {

    @Override
    public String container() {
        return "unknown";
    }

    @Override
    public List<Tap> taps() {
        return List.of();
    }

    @Override
    public Annotations annotations() {
        return new Annotations();
    }

    @Override
    public Step next(Frame frame) {
        return outcome;
    }
}
