package io.carillon.node;

import io.carillon.node.Finding.Grade;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at everything that a node needs, and changes nothing. */
@Command(
        name = "doctor",
        description = "Check configuration, database, schema, broker, clock, keys, ports and files.",
        footer = "Exit code 0; 1 where something fails, 2 where a setting is wrong.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final int SOMETHING_FAILS = 1;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Map<String, String> environment;

    DoctorCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Variables variables = new Variables(environment);
        Settings settings = Settings.read(variables);
        LeftOut.check(settings);
        InstantSource clock = InstantSource.system();
        boolean running = RunningNode.answersAt(settings.management());
        boolean fails = Stream.<Callable<List<Finding>>>of(
                        () -> List.of(variables.examined()),
                        () -> DataDir.examined(settings),
                        () -> new DatabaseCheck(settings, running, clock).findings(),
                        () -> List.of(BrokerCheck.of(settings, running)),
                        () -> settings.mqtt().tls().examined(clock.instant()),
                        () -> List.of(KeysCheck.of(settings, clock)),
                        () -> List.of(rateLimit(settings)),
                        () -> settings.tls()
                                .map(tls -> tls.examined(clock.instant()))
                                .orElse(List.of()),
                        () -> SeedNodes.examined(settings),
                        () -> Ports.examined(settings, running))
                .map(check -> print(check, out))
                .reduce(false, Boolean::logicalOr);
        return fails ? SOMETHING_FAILS : 0;
    }

    private static Finding rateLimit(Settings settings) {
        String what = "rate limit";
        if (settings.rateLimit() > 0) return Finding.ok(what, settings.rateLimit() + " requests a second of one user");
        return settings.database().isEmpty()
                ? Finding.ok(what, "none: this node is for trying it out")
                : Finding.warn(what, "one user may keep a node busy", "set CARILLON_RATE_LIMIT, say to 20");
    }

    /** Each line as soon as it is known. Answers whether one of them fails. */
    private static boolean print(Callable<List<Finding>> check, PrintWriter out) {
        List<Finding> findings;
        try {
            findings = check.call();
        } catch (WrongSetting wrong) {
            throw wrong;
        } catch (Exception unexpected) {
            findings = List.of(Finding.fail("doctor", unexpected.toString(), "please report this"));
        }
        findings.forEach(out::println);
        out.flush();
        return findings.stream().anyMatch(finding -> finding.grade() == Grade.FAIL);
    }
}
