#!/usr/bin/env perl
# A training program that trains nothing and keeps the contract of docs/programs.md: the first member counts
# steps and writes checkpoints. What goes wrong is asked for in the environment:
#   STEP_MS       ms a step, 5 by default
#   FAIL          RANK:STEP:CODE, exits with CODE at STEP in the first attempt
#   IGNORE_RESUME starts at step 0 whatever it is given
#   SAY           printed once at the start, as it is
# It ends by itself after some minutes, in case nobody is left to end it.
#
# In Perl, because the suites start thousands of it and Node takes ten times as long to start. What every Debian and
# macOS has must do: no module from outside perl-base.
use strict;
use warnings;

# The same at each step: a program that sums for itself would be another process.
use constant WEIGHTS => 'weights';
use constant SHA256  => '9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c';

$| = 1;
my $rank   = $ENV{RANK};
my $folder = $ENV{GIGAFACTORY_CHECKPOINTS};
my $every  = $ENV{GIGAFACTORY_CHECKPOINT_EVERY};
my ($total) = text_of($ENV{GIGAFACTORY_JOB}) =~ /"steps"\s*:\s*(\d+)/;
my ($fail_rank, $fail_step, $fail_code) = split /:/, $ENV{FAIL} // '';
my @members = (0 .. $ENV{WORLD_SIZE} - 1);
my $step    = 0;
my $is_told_to_leave = 0;

$SIG{TERM} = sub { $is_told_to_leave = 1 };
alarm 300;

if ($ENV{GIGAFACTORY_RESUME} && !$ENV{IGNORE_RESUME}) {
    ($step) = text_of("$ENV{GIGAFACTORY_RESUME}/manifest.json") =~ /"step"\s*:\s*(\d+)/;
}
print $ENV{SAY} if defined $ENV{SAY};
say_line(qq({"start":$step})) unless $ENV{GIGAFACTORY_JOIN};
my $input = '';
my $is_open = 1;
while (1) {
    listen_for(($ENV{STEP_MS} // 5) / 1000);
    leave(75) if $is_told_to_leave;
    leave(0) if $step >= $total;
    $step++;
    exit $fail_code
        if length($fail_rank // '') && $rank == $fail_rank && $step == $fail_step && $ENV{GIGAFACTORY_ATTEMPT} eq '1';
    next unless is_first();
    say_line(sprintf '{"step":%d,"loss":%.17g,"tokens":%d}', $step, 10 / $step, $step * 1000);
    save() if $step % $every == 0;
}

# Waits so many seconds, and takes in what comes on standard input meanwhile.
sub listen_for {
    my ($left) = @_;
    my $ready = '';
    vec($ready, fileno(STDIN), 1) = 1 if $is_open;
    my ($found, $rest) = select($ready, undef, undef, $left);
    return if $found <= 0;
    $is_open = sysread(STDIN, $input, 65536, length $input) ? 1 : 0;
    while ($input =~ s/^(.*)\n//) { hear($1) }
    listen_for($rest // 0) if $is_open && ($rest // 0) > 0;
}

sub hear {
    my ($line) = @_;
    my ($generation) = $line =~ /"generation"\s*:\s*(\d+)/;
    my ($ranks)      = $line =~ /"ranks"\s*:\s*\[([\d,\s]*)\]/;
    @members = $ranks =~ /\d+/g;
    say_line(qq({"members":$generation}));
}

sub is_first { return @members && $members[0] == $rank }

sub leave {
    my ($code) = @_;
    save() if is_first();
    exit $code;
}

sub save {
    my $path = sprintf '%s/step-%08d', $folder, $step;
    return if -e $path;
    my $temporary = "$folder/.writing-$$";
    mkdir $folder;
    mkdir $temporary;
    write_file("$temporary/weights", WEIGHTS);
    my $files = sprintf '{"weights":{"bytes":%d,"sha256":"%s"}}', length WEIGHTS, SHA256;
    write_file("$temporary/manifest.json",
        qq({"format":"gigafactory-checkpoint","version":1,"step":$step,"files":$files}));
    rename $temporary, $path or die "cannot rename to $path: $!";
    (my $quoted = $path) =~ s/(["\\])/\\$1/g;
    say_line(qq({"checkpoint":"$quoted","step":$step}));
}

sub say_line { print "$_[0]\n" }

sub text_of {
    my ($path) = @_;
    open my $file, '<', $path or die "cannot read $path: $!";
    local $/;
    return <$file>;
}

sub write_file {
    my ($path, $text) = @_;
    open my $file, '>', $path or die "cannot write $path: $!";
    print {$file} $text;
    close $file or die "cannot write $path: $!";
}
