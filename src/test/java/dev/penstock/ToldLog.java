package dev.penstock;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// What the log says while this is open: of some part, and what Vert.x does not find handled.
final class ToldLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final Logger VERTX = (Logger) LoggerFactory.getLogger("io.vertx");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final Logger part;

  private ToldLog(Logger part) {
    this.part = part;
  }

  static ToldLog ofTopics() {
    return open("dev.penstock.ingress.kafka");
  }

  static ToldLog ofHttp() {
    return open("dev.penstock.ingress.http");
  }

  private static ToldLog open(String part) {
    var log = new ToldLog((Logger) LoggerFactory.getLogger(part));
    log.start();
    log.part.setLevel(Level.INFO);
    log.part.addAppender(log);
    VERTX.addAppender(log);
    return log;
  }

  /// Each with its level: `WARN tried again in 100 ms: …`
  List<String> lines() {
    return lines;
  }

  /// Those of warnings and errors.
  List<String> complaints() {
    return lines.stream()
        .filter(line -> line.startsWith("WARN ") || line.startsWith("ERROR "))
        .toList();
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getLevel() + " " + event.getFormattedMessage());
  }

  @Override
  public void close() {
    part.detachAppender(this);
    VERTX.detachAppender(this);
    part.setLevel(null);
  }
}
