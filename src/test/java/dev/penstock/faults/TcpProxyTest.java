package dev.penstock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The server behind the proxy sends back each byte.
class TcpProxyTest {
  private final AtomicInteger received = new AtomicInteger();
  private ServerSocket server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = TcpProxy.before(server.getInetAddress().getHostAddress(), server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void passesBytesBothWays() throws IOException {
    try (Socket client = client()) {
      assertThat(echo(client, 7)).isEqualTo(7);
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @Test
  void aCutConnectionIsResetAndANewOneWorks() throws IOException {
    try (Socket client = client()) {
      echo(client, 1);

      proxy.cut();

      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    try (Socket another = client()) {
      assertThat(echo(another, 2)).isEqualTo(2);
    }
  }

  @Test
  void refusedConnectionsWorkOnceHealed() throws IOException {
    proxy.refuse();

    assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
    proxy.heal();
    try (Socket client = client()) {
      assertThat(echo(client, 3)).isEqualTo(3);
    }
  }

  @Test
  void delaysEachDirection() throws IOException {
    try (Socket client = client()) {
      echo(client, 1);
      proxy.delay(Duration.ofMillis(50));
      long start = System.nanoTime();

      echo(client, 2);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
  }

  @Test
  void aBlackHoleSwallowsAndHealingCutsWhatHasAHole() throws IOException {
    try (Socket client = client()) {
      proxy.blackHole();
      client.setSoTimeout(100);

      assertThatThrownBy(() -> echo(client, 1)).isInstanceOf(SocketTimeoutException.class);
      assertThat(received).hasValue(0);
      proxy.heal();
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void halfOpenLetsRequestsThroughAndNoAnswers() throws IOException {
    try (Socket client = client()) {
      proxy.halfOpen();
      client.setSoTimeout(100);

      assertThatThrownBy(() -> echo(client, 1)).isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> echo(client, 2)).isInstanceOf(SocketTimeoutException.class);
      assertThat(received).hasValue(2);
    }
  }

  private Socket client() throws IOException {
    return new Socket(proxy.host(), proxy.port());
  }

  private static int echo(Socket client, int octet) throws IOException {
    client.getOutputStream().write(octet);
    return client.getInputStream().read();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket accepted = server.accept();
        Thread.ofVirtual().start(() -> answer(accepted));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void answer(Socket accepted) {
    try (accepted) {
      for (int octet = accepted.getInputStream().read();
          octet >= 0;
          octet = accepted.getInputStream().read()) {
        received.incrementAndGet();
        accepted.getOutputStream().write(octet);
      }
    } catch (IOException cut) {
      // As the tests want it.
    }
  }
}
