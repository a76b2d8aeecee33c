/* The time that a trial has left. */

/** Seconds as people read them: 1:05. */
export function duration(seconds) {
    return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** Counts down by this browser's clock, and asks the host now and then, whose clock it is that counts. */
export class Countdown {
    /**
     * @param {function(string, number)} tell is called each second, with the time that is left and the seconds that an
     *   answer has been waited for
     * @param {function(): Promise} ask is called every five seconds; what it throws is passed over
     */
    constructor(tell, ask) {
        this.tell = tell;
        this.ask = ask;
        this.end = 0;
        this.ticks = 0;
        this.asked = 0;
        this.timer = null;
    }

    /** Counts from this many seconds. */
    start(seconds) {
        this.end = performance.now() + seconds * 1000;
        this.tell(duration(this.left()), 0);
        this.again();
    }

    /** Goes on asking, with the time as it is. */
    again() {
        if (this.timer) return;
        this.timer = window.setInterval(() => this.tick(), 1000);
    }

    /** Asks no more. */
    stop() {
        window.clearInterval(this.timer);
        this.timer = null;
        this.end = 0;
        this.tell("", 0);
    }

    /** The seconds that are left, from 0. */
    left() {
        return Math.max(0, Math.round((this.end - performance.now()) / 1000));
    }

    tick() {
        const asked = this.asked ? Math.round((performance.now() - this.asked) / 1000) : 0;
        this.tell(this.left() > 0 ? duration(this.left()) : "", asked);
        if (++this.ticks % 5 !== 0 || this.asked) return;
        this.asked = performance.now();
        Promise.resolve(this.ask()).catch(() => {}).finally(() => { this.asked = 0 });
    }
}
