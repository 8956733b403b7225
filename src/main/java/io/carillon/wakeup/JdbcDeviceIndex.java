package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import io.carillon.device.DeviceIndex;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the tables {@code wakeup} and {@code binding}, one search a transaction, at most two at a time. */
public final class JdbcDeviceIndex implements DeviceIndex {
    private static final Logger log = LoggerFactory.getLogger(JdbcDeviceIndex.class);

    private final Gathering<Search, Found> searches;

    public JdbcDeviceIndex(Database database, ActorSystem<?> system) {
        Transactions transactions = new Transactions(database, system);
        searches = new Gathering<>(
                Gathering.whileBusy(1),
                batch -> transactions.read(sql -> List.of(new DeviceSearch(sql, batch.get(0)).run())),
                system);
    }

    @Override
    public CompletionStage<Found> search(Search search) {
        return searches.ask(search).whenComplete((found, failure) -> {
            if (failure != null) log.warn("Devices cannot be listed: {}", Database.reason(failure));
        });
    }
}
