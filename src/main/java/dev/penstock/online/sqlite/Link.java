package dev.penstock.online.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A session that is opened anew after a failure, and when the file has become another one. For one
/// thread at a time.
final class Link {
  private final Path file;
  private final Duration busyTimeout;
  private final Preparation preparation;
  private @Nullable Session session;

  /// What a session needs before it is used.
  interface Preparation {
    void prepare(Session session) throws SQLException;
  }

  Link(Path file, Duration busyTimeout, Preparation preparation) {
    this.file = file;
    this.busyTimeout = busyTimeout;
    this.preparation = preparation;
  }

  Session session() throws SQLException {
    Session current = session;
    if (current != null && current.isOf(file)) {
      return current;
    }
    drop();
    current = Session.open(file, busyTimeout);
    session = current;
    preparation.prepare(current);
    return current;
  }

  /// Closes the session, which takes back what is under way in it.
  void drop() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
