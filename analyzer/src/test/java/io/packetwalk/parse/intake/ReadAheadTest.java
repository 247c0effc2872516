package io.packetwalk.parse.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAheadTest {

    /** Fails when it is reached. */
    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("a limit");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 18, (1 << 18) + 1, 5_000_000})
    void theBytesAreTheStreams(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        try (ReadAhead ahead = new ReadAhead(new ByteArrayInputStream(bytes))) {
            assertThat(ahead.readAllBytes()).isEqualTo(bytes);
            assertThat(ahead.read()).isNegative();
        }
    }

    @Test
    void whatGoesWrongIsToldToTheReader() throws IOException {
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(new byte[1 << 18]), new Broken());
        try (ReadAhead ahead = new ReadAhead(in)) {
            assertThat(ahead.readNBytes(1 << 18)).hasSize(1 << 18);
            assertThatThrownBy(ahead::read).isInstanceOf(IOException.class).hasMessage("a limit");
        }
    }

    @Test
    void whoClosesEarlyIsNotKeptWaiting() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[50 << 20]);
        try (ReadAhead ahead = new ReadAhead(in)) {
            assertThat(ahead.read()).isZero();
        }
        assertThat(in.available()).isPositive();
    }
}
