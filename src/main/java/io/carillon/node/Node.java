package io.carillon.node;

import akka.Done;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carillon.delivery.MqttAnswers;
import io.carillon.delivery.MqttCourier;
import io.carillon.delivery.MqttSettings;
import io.carillon.device.DeviceParts;
import io.carillon.device.RepeatedWarnings;
import io.carillon.device.Room;
import io.carillon.device.ShardedDevices;
import io.carillon.http.Api;
import io.carillon.http.ApiSettings;
import io.carillon.http.JwksKeys;
import io.carillon.http.Keys;
import io.carillon.http.SecretKeys;
import io.carillon.http.Server;
import io.carillon.http.Tokens;
import io.carillon.node.metrics.NodeMetrics;
import io.carillon.node.settings.DataDir;
import io.carillon.node.settings.LeftOut;
import io.carillon.node.settings.Ports;
import io.carillon.node.settings.Settings;
import io.carillon.node.settings.Tls;
import io.carillon.node.settings.WrongSetting;
import io.carillon.node.watch.ClockVote;
import io.carillon.node.watch.ClusterLog;
import io.carillon.node.watch.ClusterPulse;
import io.carillon.node.watch.Pulse;
import io.carillon.node.watch.Tally;
import io.carillon.wakeup.BatchListener;
import io.carillon.wakeup.CalendarRollout;
import io.carillon.wakeup.Database;
import io.carillon.wakeup.DatabaseClock;
import io.carillon.wakeup.FutureEvents;
import io.carillon.wakeup.JdbcAnswers;
import io.carillon.wakeup.JdbcCalendars;
import io.carillon.wakeup.JdbcDeviceIndex;
import io.carillon.wakeup.JdbcFiringLog;
import io.carillon.wakeup.JdbcWakeups;
import io.carillon.wakeup.JournalBatches;
import io.carillon.wakeup.Leases;
import io.carillon.wakeup.Poller;
import io.carillon.wakeup.Recomputer;
import io.carillon.wakeup.Trimmer;
import io.carillon.wakeup.VacuumHorizon;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: all its parts, started in the order of their dependencies and stopped in reverse by Akka's coordinated shutdown.
 */
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration DATABASE_RETRY = Duration.ofSeconds(1);
    private static final Duration STILL_WAITING = Duration.ofSeconds(10);
    /** SIGTERM may take 30 s (contract 4). */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(28);
    /** Devices answer within 9 s. */
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(10);

    /** Allowance for rows that stay due: their devices cannot be recovered, or their zone is unknown. */
    private static final int STUCK_ROWS = 50_000;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final String NAME = "carillon";
    private static final String EMBEDDED = "jdbc:h2:file:";

    private final Settings settings;
    private final InstantSource ownClock = InstantSource.system();
    private final DatabaseClock clock = new DatabaseClock(ownClock);
    private final ZoneRules zoneRules;
    private final Optional<EmbeddedBroker> broker;
    private final Database database;
    private final ActorSystem<Void> system;

    private Node(Settings settings) {
        this.settings = settings;
        zoneRules = ZoneRules.with(settings.service());
        LeftOut.check(settings);
        Ports.check(settings);
        if (settings.keepsFiles()) DataDir.check(settings.dataDir());
        CompletableFuture<Optional<EmbeddedBroker>> starting = CompletableFuture.supplyAsync(this::embeddedBroker);
        database = settings.database()
                .map(at -> Database.open(at.url(), at.user(), at.password()))
                .orElseGet(() -> Database.open(
                        EMBEDDED + settings.dataDir().toAbsolutePath().resolve("carillon"), "sa", ""));
        database.ifBeyondRepair(LastResort::endBeyondRepair);
        system = ActorSystem.create(Behaviors.empty(), NAME, config());
        AkkaManagement.get(system).start().toCompletableFuture().join();
        broker = starting.join();
        awaitDatabase();
        if (settings.keepsFiles()) DataDir.keepToOwner(settings.dataDir());
    }

    /** Starts everything; the node then becomes ready by itself. */
    static Node start(Settings settings) {
        Node node = new Node(settings);
        node.run();
        return node;
    }

    private Optional<EmbeddedBroker> embeddedBroker() {
        return settings.mqtt().broker().isPresent()
                ? Optional.empty()
                : Optional.of(new EmbeddedBroker(
                        Settings.Mqtt.EMBEDDED.host(),
                        Settings.Mqtt.EMBEDDED.port(),
                        settings.dataDir().resolve("mqtt")));
    }

    private Config config() {
        return ConfigFactory.parseMap(Map.of(
                        "akka.remote.artery.canonical.hostname", settings.node().host(),
                        "akka.remote.artery.canonical.port", settings.node().port(),
                        "akka.management.http.hostname", settings.management().host(),
                        "akka.management.http.port", settings.management().port(),
                        "akka.cluster.app-version", version(),
                        "akka.cluster.roles", List.of(zoneRules.role())))
                .withFallback(settings.tls().map(Tls::config).orElse(ConfigFactory.empty()))
                .withFallback(database.persistenceConfig())
                .withFallback(ConfigFactory.load("carillon.conf"))
                .resolve();
    }

    /** A database that is not there yet is waited for (contract 4). */
    private void awaitDatabase() {
        Instant nextLine = ownClock.instant();
        while (true) {
            try {
                Progress.during("Reaching the database and bringing its schema up to date", database::migrate);
                clock.measure(database);
                return;
            } catch (IllegalStateException unfit) {
                throw new WrongSetting("CARILLON_DB_URL", String.valueOf(unfit.getMessage()));
            } catch (Database.Unavailable failure) {
                if (!ownClock.instant().isBefore(nextLine)) {
                    LOG.warn("Waiting for the database: {}", failure.getMessage());
                    nextLine = ownClock.instant().plus(STILL_WAITING);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(DATABASE_RETRY.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void run() {
        Cluster cluster = Cluster.get(system);
        Leases.get(system).keepIn(database);
        clock.heed(ClockVote.among(cluster, ownClock, system));
        clock.keepMeasuring(database, system);
        NodeMetrics metrics = new NodeMetrics(system, clock, settings.service().grace(), version());
        metrics.observe(database);
        VacuumHorizon horizon = new VacuumHorizon();
        horizon.keepLooking(database, system);
        metrics.observe(horizon);
        RepeatedWarnings warnings = new RepeatedWarnings(Node.class, system);
        BatchListener batches = metrics.batches().and(new FailedBatches(warnings));
        Workers workers = new Workers(system);
        Events events = new Events(
                settings.events(),
                settings.mqtt().reached(),
                database,
                new SliceShare(cluster),
                clock,
                workers,
                system);
        metrics.observe(events.report());
        JdbcWakeups wakeups = new JdbcWakeups(database, system, batches);
        JournalBatches.get(system).tell(batches);
        MqttCourier courier = new MqttCourier(
                new MqttSettings(
                        settings.mqtt().reached(),
                        settings.mqtt().topic(),
                        settings.mqtt().answers(),
                        settings.service().grace()),
                system,
                clock,
                warnings);
        LateFirings late = new LateFirings();
        system.scheduler().scheduleAtFixedRate(SECOND, SECOND, late::endSecond, system.executionContext());
        Tally tally = new Tally();
        Room room = Room.ofHeap(Runtime.getRuntime().maxMemory());
        metrics.observe(room);
        JdbcCalendars calendars = new JdbcCalendars(database, system);
        ShardedDevices devices = new ShardedDevices(
                system,
                new DeviceParts(
                        settings.service(),
                        wakeups,
                        metrics.timed(courier),
                        new JdbcFiringLog(database, system),
                        clock,
                        metrics.firings(late.and(tally)),
                        metrics.devices(),
                        calendars,
                        room,
                        warnings));
        MqttAnswers answers = new MqttAnswers(
                settings.mqtt().reached(),
                settings.mqtt().answers(),
                new JdbcAnswers(database, devices, clock, system, metrics.answers()),
                metrics.answers(),
                system,
                clock);
        workers.start(
                Poller.create(
                        database,
                        devices,
                        new SliceShare(cluster),
                        settings.service().lead(),
                        2 * room.devices() + STUCK_ROWS,
                        clock,
                        metrics.polls()),
                "poller");
        workers.start(
                Trimmer.ofFirings(database, settings.firingRetention(), new SliceShare(cluster), clock),
                "firing-trimmer");
        workers.start(Trimmer.ofEvents(database, new SliceShare(cluster), clock), "event-trimmer");
        workers.start(Trimmer.ofCalendars(database, new SliceShare(cluster), clock), "calendar-trimmer");
        workers.start(CalendarRollout.create(database, devices, new SliceShare(cluster)), "calendar-rollout");
        workers.start(FutureEvents.create(database, devices, new SliceShare(cluster), clock), "future-events");
        workers.start(
                Recomputer.create(database, zoneRules.toString(), () -> zoneRules.turnOf(cluster), clock),
                "recomputer");
        system.systemActorOf(ClusterLog.create(devices::residents), "cluster-log", Props.empty());
        Pulse pulse = new Pulse(
                courier::connected,
                () -> courier.waiting() + courier.inFlight(),
                database::answers,
                clock,
                system.dispatchers().lookup(DispatcherSelector.blocking()));
        Api api = new Api(
                devices,
                new JdbcDeviceIndex(database, system),
                calendars,
                tokens(),
                apiSettings(),
                clock,
                system,
                metrics.requests(),
                new ClusterPulse(system, tally, pulse, devices, clock));
        new Server(api, metrics.requests(), system)
                .bind(settings.http().host(), settings.http().port())
                .toCompletableFuture()
                .join()
                .addToCoordinatedShutdown(LAST_REQUESTS, system);
        stopInOrder(courier, answers, events, workers);
        // Last: a member is ready, and then gets requests.
        join(cluster);
    }

    private void stopInOrder(MqttCourier courier, MqttAnswers answers, Events events, Workers workers) {
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "say-so", () -> {
            LOG.info("Stopping");
            LastResort.arm(STOPPED_WITHIN);
            return CompletableFuture.completedFuture(Done.getInstance());
        });
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "close-answers", closing(answers::close));
        String left = CoordinatedShutdown.PhaseClusterShutdown();
        shutdown.addTask(left, "stop-workers", workers::stop);
        shutdown.addTask(left, "close-events", closing(events::close));
        String last = CoordinatedShutdown.PhaseBeforeActorSystemTerminate();
        shutdown.addTask(last, "close-courier", closing(() -> {
            courier.close();
            broker.ifPresent(EmbeddedBroker::close);
        }));
        shutdown.addTask(last, "close-database", closing(database::close));
        shutdown.addTask(CoordinatedShutdown.PhaseActorSystemTerminate(), "say-so", () -> {
            LOG.info("Stopped");
            return CompletableFuture.completedFuture(Done.getInstance());
        });
    }

    /** Closing may block for some seconds. */
    private static Supplier<CompletionStage<Done>> closing(Runnable part) {
        return () -> CompletableFuture.runAsync(part).thenApply(closed -> Done.getInstance());
    }

    private void join(Cluster cluster) {
        List<Address> seeds = settings.seedNodes().stream()
                .map(seed -> new Address("akka", NAME, seed.host(), seed.port()))
                .toList();
        Founding.byWayOf(seeds, cluster, system);
        if (seeds.isEmpty()) ClusterBootstrap.get(system).start();
    }

    /** Akka allocates shards to nodes of the newest version first. */
    private static String version() {
        return Objects.requireNonNullElse(Node.class.getPackage().getImplementationVersion(), "0.0.0");
    }

    private Tokens tokens() {
        Settings.Jwt jwt = settings.jwt();
        Keys keys = jwt.jwks()
                .<Keys>map(location -> new JwksKeys(location, system))
                .orElseGet(() -> new SecretKeys(jwt.secretIn(settings.dataDir())));
        // issuers of tokens do not know the database's time
        return new Tokens(keys, jwt.rules(), ownClock);
    }

    private ApiSettings apiSettings() {
        return new ApiSettings(
                settings.service().zone(),
                settings.weekStart().day(),
                settings.bindingMode() == Settings.BindingMode.CLAIM,
                settings.cors(),
                settings.rateLimit(),
                settings.consoleActions());
    }

    /** Returns once {@code /ready} succeeds. */
    void awaitReady() {
        Progress.during("Joining the cluster", () -> Readiness.await(settings.management()));
    }
}
