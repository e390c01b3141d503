package dev.penstock.feast.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Keeps one connection to a registry's database, and opens another one when it broke.
final class Connections implements AutoCloseable {
  private final RegistryConfig.Sql config;
  private @Nullable Connection open;

  Connections(RegistryConfig.Sql config) {
    this.config = config;
  }

  /// Something to find out in one transaction, which sees one state of the registry.
  @FunctionalInterface
  interface Question<T> {
    T answer(RegistryTables tables) throws SQLException, InvalidProtocolBufferException;
  }

  /// Answers a question; a second time on a new connection when that of the last question is gone.
  synchronized <T> T ask(Question<T> question) throws SQLException, InvalidProtocolBufferException {
    boolean reused = open != null;
    try {
      return answered(question);
    } catch (SQLException failure) {
      close();
      if (!reused) {
        throw failure;
      }
    }
    try {
      return answered(question);
    } catch (SQLException failure) {
      close();
      throw failure;
    }
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      try {
        open.close();
      } catch (SQLException gone) {
        // It was of no more use.
      }
      open = null;
    }
  }

  private <T> T answered(Question<T> question) throws SQLException, InvalidProtocolBufferException {
    var connection = connection();
    try {
      return question.answer(new RegistryTables(connection, config.name()));
    } finally {
      // Before anything fails for good, the connection is found broken here.
      connection.rollback();
    }
  }

  private Connection connection() throws SQLException {
    if (open != null) {
      return open;
    }
    var properties = new Properties();
    properties.putAll(config.properties());
    var connection = DriverManager.getConnection(config.url(), properties);
    open = connection;
    connection.setAutoCommit(false);
    if (config.dialect() != RegistryConfig.Dialect.SQLITE) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }
    return connection;
  }
}
