package io.carillon.node.metrics;

import akka.actor.typed.ActorSystem;
import akka.persistence.jdbc.db.SlickExtension;
import akka.persistence.jdbc.db.SlickExtensionImpl;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/** The journal's connections, which akka-persistence-jdbc opens. */
final class JournalPool {
    private JournalPool() {}

    /** Has the pool report its use. */
    static void observe(ActorSystem<?> system, MetricsTrackerFactory trackers) {
        SlickExtensionImpl slick = (SlickExtensionImpl) SlickExtension.get(system.classicSystem());
        var journal = slick.database(system.settings().config().getConfig("jdbc-journal"));
        if (journal.database().source() instanceof HikariCPJdbcDataSource pool)
            pool.ds().setMetricsTrackerFactory(trackers);
    }
}
