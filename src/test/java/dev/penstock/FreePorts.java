package dev.penstock;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Finds ports for servers of tests. All are below those that the system gives to clients: nobody
/// gets one who asks for any, before its server is there or while it is away.
public final class FreePorts {
  private static final int LEAST = 11_000;
  private static final int MOST = 32_000;

  private FreePorts() {}

  /// A port that is free.
  public static int next() {
    return next(0);
  }

  /// A port that is free, for a server that also takes the one that is greater by a number.
  public static int next(int greater) {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST - greater);
      if (isFree(port) && isFree(port + greater)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
