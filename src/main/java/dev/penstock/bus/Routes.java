package dev.penstock.bus;

import io.vertx.core.eventbus.EventBus;
import java.util.List;

/// Every address of the event bus, with what is asked and answered there.
public final class Routes {
  public static final Route<OnlineWrite, OnlineWritten> ONLINE_WRITE =
      new Route<>("online.write", OnlineWrite.class, OnlineWritten.class);
  public static final Route<OfflineWrite, OfflineWritten> OFFLINE_WRITE =
      new Route<>("offline.write", OfflineWrite.class, OfflineWritten.class);

  private Routes() {}

  /// Makes the messages of all routes known to a bus. Called once, before the first verticle
  /// starts.
  public static void register(EventBus bus) {
    List.of(ONLINE_WRITE, OFFLINE_WRITE).forEach(route -> route.register(bus));
  }
}
