package dev.penstock.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Stands between a client and a server and spoils the connections on demand.
///
/// ```text
/// client ──▶ port() ──▶ pump ──▶ server
///        ◀──        ◀── pump ◀──
/// ```
///
/// A fault concerns the connections there are and those that come, until [#heal()]. Bytes that were
/// swallowed are gone; a connection that has lost some is cut by `heal`, as a stream with a hole is
/// nothing that TCP would ever deliver.
public final class TcpProxy implements AutoCloseable {
  private final InetSocketAddress server;
  private final int port;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile Weather weather = Weather.FAIR;
  private volatile ServerSocket listener;
  private Socket placeholder = new Socket();

  private TcpProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    this.listener = listen(0);
    this.port = listener.getLocalPort();
  }

  /// A proxy on a free port of the loopback interface.
  public static TcpProxy before(String host, int port) throws IOException {
    return new TcpProxy(new InetSocketAddress(host, port));
  }

  public String host() {
    return listener.getInetAddress().getHostAddress();
  }

  public int port() {
    return port;
  }

  /// Number of connections through this proxy at present.
  public int connections() {
    return links.size();
  }

  /// Resets every connection; new ones work.
  public void cut() {
    links.forEach(Link::reset);
  }

  /// New connections are refused; those there are go on.
  public void refuse() {
    if (listener.isClosed()) {
      return;
    }
    try {
      listener.close();
      occupy();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Binds the port, on which nobody listens then: otherwise another process could be given it
  /// meanwhile. Whoever is just accepting holds on to it for a moment.
  private void occupy() throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (!placeholder.isBound()) {
      try {
        placeholder.setReuseAddress(true);
        placeholder.bind(address(port));
      } catch (BindException held) {
        placeholder.close();
        placeholder = new Socket();
        if (System.nanoTime() > deadline) {
          throw held;
        }
      }
    }
  }

  /// Whatever is sent arrives that much later, in each direction.
  public void delay(Duration late) {
    weather = new Weather(late, false, false);
  }

  /// Connections are accepted, and nothing arrives, in neither direction.
  public void blackHole() {
    weather = new Weather(Duration.ZERO, true, true);
  }

  /// The server gets what the client sends; its answers do not arrive.
  public void halfOpen() {
    weather = new Weather(Duration.ZERO, false, true);
  }

  /// Everything works again, at the same port.
  public void heal() {
    weather = Weather.FAIR;
    links.stream().filter(link -> link.hasHole).forEach(Link::reset);
    if (listener.isClosed()) {
      try {
        placeholder.close();
        placeholder = new Socket();
        listener = listenAgain();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      placeholder.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    cut();
  }

  /// Takes the port back. Whoever tried to connect may hold it for a moment: with nobody listening,
  /// a client may be given the very port as its own, and is connected to itself then.
  private ServerSocket listenAgain() throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      try {
        return listen(port);
      } catch (BindException taken) {
        if (System.nanoTime() > deadline) {
          throw taken;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private ServerSocket listen(int wanted) throws IOException {
    var opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(address(wanted));
    Thread.ofVirtual().name("proxy-" + opened.getLocalPort()).start(() -> accept(opened));
    return opened;
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void accept(ServerSocket opened) {
    while (!opened.isClosed()) {
      try {
        Socket client = opened.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    var link = new Link(client, new Socket());
    links.add(link);
    try {
      link.server.connect(server);
      client.setTcpNoDelay(true);
      link.server.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pump(link, false));
      pump(link, true);
    } catch (IOException unreachable) {
      link.reset();
    }
  }

  private void pump(Link link, boolean toServer) {
    Socket from = toServer ? link.client : link.server;
    Socket to = toServer ? link.server : link.client;
    byte[] buffer = new byte[64 << 10];
    boolean hole = false;
    try {
      for (int count = from.getInputStream().read(buffer);
          count >= 0;
          count = from.getInputStream().read(buffer)) {
        Weather now = weather;
        Thread.sleep(now.late);
        hole |= toServer ? now.swallowsRequests : now.swallowsAnswers;
        if (hole) {
          link.hasHole = true;
        } else {
          to.getOutputStream().write(buffer, 0, count);
        }
      }
      to.shutdownOutput();
      link.ended(toServer);
    } catch (IOException broken) {
      link.reset();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      link.reset();
    }
  }

  private record Weather(Duration late, boolean swallowsRequests, boolean swallowsAnswers) {
    static final Weather FAIR = new Weather(Duration.ZERO, false, false);
  }

  /// One connection of a client, and the one to the server that belongs to it.
  private final class Link {
    final Socket client;
    final Socket server;
    volatile boolean hasHole;
    private boolean clientEnded;
    private boolean serverEnded;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    synchronized void ended(boolean byClient) {
      clientEnded |= byClient;
      serverEnded |= !byClient;
      if (clientEnded && serverEnded) {
        close(client);
        close(server);
      }
    }

    /// Both ends see a reset rather than an orderly end.
    void reset() {
      lingerNot(client);
      lingerNot(server);
      close(client);
      close(server);
    }

    private void lingerNot(Socket socket) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException closed) {
        // Then it needs no reset.
      }
    }

    private void close(Socket socket) {
      links.remove(this);
      try {
        socket.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
