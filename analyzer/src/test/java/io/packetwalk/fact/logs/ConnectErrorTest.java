package io.packetwalk.fact.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the libraries of the usual languages write when they cannot connect. */
class ConnectErrorTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Get \"http://cart:80/x\": dial tcp 10.96.3.4:80: connect: connection refused|REFUSED|10.96.3.4|80|tcp",
                "dial tcp [fd00::3]:80: i/o timeout|TIMEOUT|fd00::3|80|tcp",
                "dial tcp 10.96.3.4:443: connect: no route to host|UNREACHABLE|10.96.3.4|443|tcp",
                "read udp 10.42.0.3:41234->10.9.0.53:53: i/o timeout|TIMEOUT|10.9.0.53|53|udp",
                "lookup cart on 10.96.0.10:53: no such host|NO_SUCH_HOST|cart|0|udp",
                "dial tcp: lookup cart on 10.96.0.10:53: read udp 10.1.1.7:4182->10.96.0.10:53: i/o timeout|NO_ANSWER|cart|0|udp",
                "Error: connect ECONNREFUSED 10.96.3.4:80|REFUSED|10.96.3.4|80|tcp",
                "Error: getaddrinfo ENOTFOUND cart.shop|NO_SUCH_HOST|cart.shop|0|udp",
                "Error: getaddrinfo EAI_AGAIN cart|NO_ANSWER|cart|0|udp",
                "o.a.h.c.HttpHostConnectException: Connect to cart:80 [cart/10.96.3.4] failed: Connection refused (Connection refused)|REFUSED|cart|80|tcp",
                "Connect to cart:80 [cart/10.96.3.4] failed: connect timed out|TIMEOUT|cart|80|tcp",
                "io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: cart/10.96.3.4:80|REFUSED|10.96.3.4|80|tcp",
                "ConnectTimeoutException: connection timed out after 5000 ms: cart/10.96.3.4:80|TIMEOUT|10.96.3.4|80|tcp",
                "java.net.UnknownHostException: kafka-0.kafka: Name or service not known|NO_SUCH_HOST|kafka-0.kafka|0|udp",
                "org.postgresql.util.PSQLException: Connection to db.data:5432 refused. Check that|REFUSED|db.data|5432|tcp",
                "HTTPConnectionPool(host='cart', port=80): Max retries exceeded with url: / (Caused by NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused'))|REFUSED|cart|80|tcp",
                "HTTPConnectionPool(host='cart', port=80): Max retries exceeded with url: / (Caused by NewConnectionError('<x>: [Errno -2] Name or service not known'))|NO_SUCH_HOST|cart|0|udp",
                "redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.|REFUSED|redis|6379|tcp",
                "connection to server at \"db\" (10.96.3.9), port 5432 failed: timeout expired|TIMEOUT|10.96.3.9|5432|tcp",
                "could not translate host name \"db\" to address: Name or service not known|NO_SUCH_HOST|db|0|udp",
                "curl: (7) Failed to connect to cart port 80 after 3 ms: Connection refused|REFUSED|cart|80|tcp",
                "curl: (6) Could not resolve host: api.example.com|NO_SUCH_HOST|api.example.com|0|udp",
                "29#29: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 1.2.3.4, server: _, upstream: \"http://10.244.1.5:80/\"|REFUSED|10.244.1.5|80|tcp",
                "29#29: *1 upstream timed out (110: Operation timed out) while connecting to upstream, upstream: \"http://10.244.1.5:80/\"|TIMEOUT|10.244.1.5|80|tcp",
            })
    void readsWhoWasDialledAndHowItFailed(String line, String kind, String host, int port, String proto) {
        assertThat(ConnectError.in(line)).hasValueSatisfying(error -> {
            assertThat(error.kind()).hasToString(kind);
            assertThat(error.host()).isEqualTo(host);
            assertThat(error.port()).isEqualTo(port);
            assertThat(error.proto()).hasToString(proto);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connect timeout set to 5s for cart:80",
                "upstream timed out (110: Connection timed out) while reading response header from upstream, upstream: \"http://10.244.1.5:80/\"",
                "resolved cart to 10.96.3.4:80",
                "java.net.ConnectException: Connection refused",
                "context deadline exceeded",
            })
    void takesNothingForWhatNamesNobodyOrNoConnection(String line) {
        assertThat(ConnectError.in(line)).isEmpty();
    }
}
