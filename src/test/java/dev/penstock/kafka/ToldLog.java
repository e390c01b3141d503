package dev.penstock.kafka;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// What the log says of topics while this is open: what consumes them, and what Vert.x does not
/// find handled.
public final class ToldLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.penstock.ingress.kafka");
  private static final Logger VERTX = (Logger) LoggerFactory.getLogger("io.vertx");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private ToldLog() {}

  public static ToldLog open() {
    var log = new ToldLog();
    log.start();
    LOG.setLevel(Level.INFO);
    LOG.addAppender(log);
    VERTX.addAppender(log);
    return log;
  }

  /// Each with its level: `WARN tried again in 100 ms: …`
  public List<String> lines() {
    return lines;
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getLevel() + " " + event.getFormattedMessage());
  }

  @Override
  public void close() {
    LOG.detachAppender(this);
    VERTX.detachAppender(this);
    LOG.setLevel(null);
  }
}
