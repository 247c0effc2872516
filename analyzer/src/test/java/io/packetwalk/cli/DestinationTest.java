package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {
    @ParameterizedTest
    @CsvSource({
        "svc/shop/cart:80,svc/shop/cart,80,''",
        "svc/shop/cart:http/tcp,svc/shop/cart,http,tcp",
        "svc/shop/cart,svc/shop/cart,'',''",
        "10.0.0.1:53/udp,10.0.0.1,53,udp",
        "10.0.0.1/icmp,10.0.0.1,'',icmp",
        "fd00::1,fd00::1,'',''",
        "[fd00::1],fd00::1,'',''",
        "[fd00::1]:53/udp,fd00::1,53,udp",
        "cart.shop.svc:8080,cart.shop.svc,8080,''"
    })
    void splitsNamePortAndProtocol(String typed, String name, String port, String proto) {
        assertThat(Destination.parse(typed)).isEqualTo(new Destination(name, port, proto));
    }
}
