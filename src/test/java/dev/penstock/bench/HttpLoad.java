package dev.penstock.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/// Keep-alive clients that each send a request, wait for its answer, and send the next. They cost
/// little, because they share the machine with what they measure.
final class HttpLoad {
  private static final int LARGEST_SAMPLE = 1 << 22;

  private final Vertx vertx;
  private final int port;

  HttpLoad(Vertx vertx, int port) {
    this.vertx = vertx;
    this.port = port;
  }

  /// What was measured.
  ///
  /// @param p50 microseconds, p99 likewise
  record Figures(long requests, long failures, double perSecond, double p50, double p99) {}

  /// A request as it goes over the wire.
  static Buffer post(String path, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer(
            "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, body.length))
        .appendBytes(body);
  }

  /// @param requests the n-th request of all clients together
  Figures run(int clients, Duration duration, IntFunction<Buffer> requests)
      throws InterruptedException {
    long deadline = System.nanoTime() + duration.toNanos();
    return run(clients, Duration.ZERO, () -> System.nanoTime() > deadline, requests);
  }

  /// At a modest rate: every client waits after an answer.
  ///
  /// @param pause of a client, in whole milliseconds
  /// @param isOver asked before each request
  Figures run(int clients, Duration pause, BooleanSupplier isOver, IntFunction<Buffer> requests)
      throws InterruptedException {
    var run = new Run(clients, pause, isOver, requests);
    var net = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    long start = System.nanoTime();
    vertx.runOnContext(turn -> run.connect(net));
    if (!run.ended.await(10, TimeUnit.MINUTES)) {
      throw new IllegalStateException("clients hang");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    net.close();
    return run.figures(seconds);
  }

  /// All clients of one run, on one event loop.
  private final class Run {
    private final int clients;
    private final Duration pause;
    private final BooleanSupplier isOver;
    private final IntFunction<Buffer> requests;
    private final CountDownLatch ended;
    private final float[] micros = new float[LARGEST_SAMPLE];
    private int answered;
    private int failures;
    private int sent;

    Run(int clients, Duration pause, BooleanSupplier isOver, IntFunction<Buffer> requests) {
      this.clients = clients;
      this.pause = pause;
      this.isOver = isOver;
      this.requests = requests;
      this.ended = new CountDownLatch(clients);
    }

    void connect(NetClient net) {
      for (int client = 0; client < clients; client++) {
        net.connect(port, "127.0.0.1")
            .onSuccess(socket -> new Client(socket).send())
            .onFailure(cause -> {
              failures++;
              ended.countDown();
            });
      }
    }

    Figures figures(double seconds) {
      int samples = Math.min(answered, micros.length);
      var sorted = Arrays.copyOf(micros, samples);
      Arrays.sort(sorted);
      return new Figures(
          answered,
          failures,
          answered / seconds,
          samples == 0 ? 0 : sorted[samples / 2],
          samples == 0 ? 0 : sorted[(int) (samples * 0.99)]);
    }

    /// One connection.
    private final class Client {
      private final NetSocket socket;
      private Buffer answer = Buffer.buffer();
      private long sentAt;

      Client(NetSocket socket) {
        this.socket = socket;
        socket.handler(this::received);
      }

      void send() {
        if (isOver.getAsBoolean()) {
          socket.close();
          ended.countDown();
          return;
        }
        sentAt = System.nanoTime();
        socket.write(requests.apply(sent++));
      }

      private void received(Buffer part) {
        answer = answer.length() == 0 ? part : answer.appendBuffer(part);
        if (!complete(answer)) {
          return;
        }
        if (answered < micros.length) {
          micros[answered] = (System.nanoTime() - sentAt) / 1000f;
        }
        answered++;
        if (answer.getByte(9) != '2') {
          failures++;
        }
        answer = Buffer.buffer();
        if (pause.isZero()) {
          send();
        } else {
          var _ = vertx.setTimer(pause.toMillis(), waited -> send());
        }
      }
    }
  }

  private static boolean complete(Buffer answer) {
    int length = -1;
    int line = 0;
    for (int position = 0; position + 1 < answer.length(); position++) {
      if (answer.getByte(position) == '\r' && answer.getByte(position + 1) == '\n') {
        if (position == line) {
          return answer.length() >= position + 2 + Math.max(0, length);
        }
        length = Math.max(length, contentLength(answer, line, position));
        line = position + 2;
        position++;
      }
    }
    return false;
  }

  private static int contentLength(Buffer answer, int start, int end) {
    if (end - start < 16
        || (answer.getByte(start) | 0x20) != 'c'
        || answer.getByte(start + 14) != ':') {
      return -1;
    }
    String header = answer.getString(start, end);
    return header.regionMatches(true, 0, "content-length:", 0, 15)
        ? Integer.parseInt(header.substring(15).strip())
        : -1;
  }
}
