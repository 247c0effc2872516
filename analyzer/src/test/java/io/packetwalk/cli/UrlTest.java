package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTest {

    @ParameterizedTest
    @CsvSource({
        "http://cart.shop/items,cart.shop:80",
        "https://cart.shop:8443/items?x=1,cart.shop:8443",
        "https://[fd00::1]/,[fd00::1]:443",
        "postgres://user:secret@db.data/orders,db.data:5432",
        "jdbc:postgresql://db.data:5433/orders,db.data:5433",
        "tcp://cart.shop,cart.shop",
        "cart.shop:80/items,cart.shop:80",
        "cart.shop:53/udp,cart.shop:53/udp",
        "svc/shop/cart:80,svc/shop/cart:80",
        "svc/shop/cart:80/tcp,svc/shop/cart:80/tcp"
    })
    void takesHostAndPortOutOfIt(String typed, String destination) {
        assertThat(Url.destination(typed)).isEqualTo(destination);
    }
}
