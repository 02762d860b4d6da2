;; Reads a baseline JPEG at an eighth of its size: of each block of 8 x 8 coefficients the mean is kept (of colours at half the
;; size: also the first waves across, down and both), all others are stepped over, several at a time where a table of 12 bits
;; covers them. Layout of the memory: see jpeg-eighth.ts.
(module
  (import "env" "memory" (memory 1))
  ;; Compressed bytes are copied to a window without their stuffing, the first at the highest address: eight of them are then
  ;; read as one number whose top bits come first. [low, at) is unread.
  (global $low (mut i32) (i32.const 0))
  (global $at (mut i32) (i32.const 0))
  ;; The next bits, from the top down, and how many of them count.
  (global $bits (mut i64) (i64.const 0))
  (global $count (mut i32) (i32.const 0))
  ;; Second byte of the marker that ended the data, 0 before.
  (global $marker (mut i32) (i32.const 0))
  (global $raw (mut i32) (i32.const 0))
  (global $windowTop (mut i32) (i32.const 0))
  (global $blocks (mut i32) (i32.const 0))
  (global $perRow (mut i32) (i32.const 0))
  (global $column (mut i32) (i32.const 0))
  ;; Groups of blocks to be read in all, until the next restart marker, and between two of them (0: none).
  (global $left (mut i32) (i32.const 0))
  (global $untilRestart (mut i32) (i32.const 0))
  (global $interval (mut i32) (i32.const 0))
  (global $restarts (mut i32) (i32.const 0))

  (func (export "start")
    (param $windowTop i32) (param $blocks i32) (param $perRow i32) (param $groups i32) (param $interval i32)
    (global.set $windowTop (local.get $windowTop))
    (global.set $blocks (local.get $blocks))
    (global.set $perRow (local.get $perRow))
    (global.set $column (i32.const 0))
    (global.set $left (local.get $groups))
    (global.set $interval (local.get $interval))
    (global.set $restarts (i32.const 0))
    (call $begin))

  ;; Begins after a restart marker, or at the start.
  (func $begin
    (global.set $low (global.get $windowTop))
    (global.set $at (global.get $windowTop))
    (global.set $bits (i64.const 0))
    (global.set $count (i32.const 0))
    (global.set $marker (i32.const 0))
    (global.set $untilRestart
      (select (global.get $left) (global.get $interval) (i32.eqz (global.get $interval))))
    (if (i32.gt_u (global.get $untilRestart) (global.get $left))
      (then (global.set $untilRestart (global.get $left))))
    (i64.store (i32.const 64) (i64.const 0))
    (i64.store (i32.const 72) (i64.const 0)))

  ;; Bits that were not read; below zero where more were read than there are.
  (func $unread (result i32)
    (i32.add
      (i32.shl (i32.sub (global.get $at) (global.get $low)) (i32.const 3))
      (global.get $count)))

  ;; Copies bytes to the window up to a marker, or up to $end (a byte 0xff there waits for the next).
  (func $unstuff (param $end i32)
    (local $from i32) (local $to i32) (local $mask i32) (local $byte i32) (local $taken v128)
    ;; What was not read moves up, to make room below.
    (local.set $mask (i32.sub (global.get $at) (global.get $low)))
    (local.set $to (i32.sub (global.get $windowTop) (local.get $mask)))
    (memory.copy (local.get $to) (global.get $low) (local.get $mask))
    (global.set $at (global.get $windowTop))
    (local.set $from (global.get $raw))
    (block $done
      (loop $next
        (block $is255
          (if (i32.le_u (i32.add (local.get $from) (i32.const 16)) (local.get $end))
            (then
              (local.set $taken (v128.load (local.get $from)))
              (v128.store
                (i32.sub (local.get $to) (i32.const 16))
                (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0 (local.get $taken) (local.get $taken)))
              (local.set $mask
                (i8x16.bitmask (i8x16.eq (local.get $taken) (v128.const i64x2 -1 -1))))
              (if (i32.eqz (local.get $mask))
                (then
                  (local.set $from (i32.add (local.get $from) (i32.const 16)))
                  (local.set $to (i32.sub (local.get $to) (i32.const 16)))
                  (br $next)))
              (local.set $mask (i32.add (i32.ctz (local.get $mask)) (i32.const 1)))
              (local.set $from (i32.add (local.get $from) (local.get $mask)))
              (local.set $to (i32.sub (local.get $to) (local.get $mask)))
              (br $is255)))
          (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
          (local.set $byte (i32.load8_u (local.get $from)))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          (local.set $to (i32.sub (local.get $to) (i32.const 1)))
          (i32.store8 (local.get $to) (local.get $byte))
          (br_if $next (i32.ne (local.get $byte) (i32.const 255))))
        ;; A byte 0xff was taken: what follows tells what it is.
        (if (i32.ge_u (local.get $from) (local.get $end))
          (then
            (local.set $from (i32.sub (local.get $from) (i32.const 1)))
            (local.set $to (i32.add (local.get $to) (i32.const 1)))
            (br $done)))
        (local.set $byte (i32.load8_u (local.get $from)))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (br_if $next (i32.eqz (local.get $byte)))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (global.set $marker (local.get $byte))))
    (global.set $raw (local.get $from))
    (global.set $low (local.get $to)))

  ;; Reads the blocks of one group. 0: the data are not such as they should be.
  (func $group (result i32)
    (local $bits i64) (local $count i32) (local $at i32) (local $block i32) (local $lastBlock i32)
    (local $entry i32) (local $size i32) (local $value i32) (local $index i32) (local $next i32)
    (local $table i32) (local $target i32)
    (local.set $bits (global.get $bits))
    (local.set $count (global.get $count))
    (local.set $at (global.get $at))
    (local.set $block (i32.const 128))
    (local.set $lastBlock (i32.add (i32.const 128) (i32.shl (global.get $blocks) (i32.const 6))))
    (loop $eachBlock
      ;; The mean, as a difference to that of the block before.
      (local.set $bits (i64.or (local.get $bits)
        (i64.shr_u (i64.load (i32.sub (local.get $at) (i32.const 8))) (i64.extend_i32_u (local.get $count)))))
      (local.set $at (i32.sub (local.get $at) (i32.shr_u (i32.sub (i32.const 63) (local.get $count)) (i32.const 3))))
      (local.set $count (i32.or (local.get $count) (i32.const 56)))
      (local.set $entry
        (i32.load16_u (i32.add (i32.load offset=12 (local.get $block))
          (i32.wrap_i64 (i64.shl (i64.shr_u (local.get $bits) (i64.const 54)) (i64.const 1))))))
      (if (i32.eqz (local.get $entry))
        (then
          (local.set $entry
            (i32.load16_u (i32.add (i32.load offset=16 (local.get $block))
              (i32.wrap_i64 (i64.shl (i64.shr_u (local.get $bits) (i64.const 48)) (i64.const 1))))))
          (if (i32.eqz (local.get $entry)) (then (return (i32.const 0))))))
      (local.set $size (i32.shr_u (local.get $entry) (i32.const 8)))
      (local.set $entry (i32.and (local.get $entry) (i32.const 255)))
      (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $entry))))
      (local.set $count (i32.sub (local.get $count) (i32.add (local.get $entry) (local.get $size))))
      ;; Shifted twice, for a size of 0 would be a shift by 64.
      (local.set $value
        (i32.wrap_i64 (i64.shr_u (i64.shr_u (local.get $bits) (i64.const 1))
          (i64.extend_i32_u (i32.sub (i32.const 63) (local.get $size))))))
      (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $size))))
      (local.set $value
        (i32.sub (local.get $value)
          (select (i32.const 0) (i32.sub (i32.shl (i32.const 1) (local.get $size)) (i32.const 1))
            (i32.ge_u (i32.shl (local.get $value) (i32.const 1)) (i32.shl (i32.const 1) (local.get $size))))))
      (local.set $table (i32.load offset=28 (local.get $block)))
      (local.set $value (i32.add (local.get $value) (i32.load (local.get $table))))
      (i32.store (local.get $table) (local.get $value))
      (local.set $target (i32.load (local.get $block)))
      (i32.store16 (local.get $target) (local.get $value))
      (i32.store (local.get $block) (i32.add (local.get $target) (i32.load offset=4 (local.get $block))))

      ;; All other coefficients.
      (local.set $index (i32.const 1))
      (block $blockDone
        (if (i32.load offset=32 (local.get $block))
          (then
            (i32.store16 offset=2 (local.get $target) (i32.const 0))
            (i32.store offset=4 (local.get $target) (i32.const 0))
            (loop $wave
              (local.set $bits (i64.or (local.get $bits)
                (i64.shr_u (i64.load (i32.sub (local.get $at) (i32.const 8))) (i64.extend_i32_u (local.get $count)))))
              (local.set $at
                (i32.sub (local.get $at) (i32.shr_u (i32.sub (i32.const 63) (local.get $count)) (i32.const 3))))
              (local.set $count (i32.or (local.get $count) (i32.const 56)))
              (local.set $entry
                (i32.load16_u (i32.add (i32.load offset=36 (local.get $block))
                  (i32.wrap_i64 (i64.shl (i64.shr_u (local.get $bits) (i64.const 54)) (i64.const 1))))))
              (if (i32.eqz (local.get $entry))
                (then
                  (local.set $entry
                    (i32.load16_u (i32.add (i32.load offset=24 (local.get $block))
                      (i32.wrap_i64 (i64.shl (i64.shr_u (local.get $bits) (i64.const 48)) (i64.const 1))))))
                  (if (i32.eqz (local.get $entry)) (then (return (i32.const 0))))))
              (local.set $next (i32.and (local.get $entry) (i32.const 255)))
              (local.set $size (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 15)))
              (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $next))))
              (local.set $count (i32.sub (local.get $count) (i32.add (local.get $next) (local.get $size))))
              (br_if $blockDone (i32.lt_u (local.get $entry) (i32.const 256)))
              (local.set $value
                (i32.wrap_i64 (i64.shr_u (i64.shr_u (local.get $bits) (i64.const 1))
                  (i64.extend_i32_u (i32.sub (i32.const 63) (local.get $size))))))
              (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $size))))
              (local.set $value
                (i32.sub (local.get $value)
                  (select (i32.const 0) (i32.sub (i32.shl (i32.const 1) (local.get $size)) (i32.const 1))
                    (i32.ge_u (i32.shl (local.get $value) (i32.const 1)) (i32.shl (i32.const 1) (local.get $size))))))
              (local.set $index (i32.add (local.get $index) (i32.shr_u (local.get $entry) (i32.const 12))))
              ;; Kept are the coefficients 1, 2 and 4 of the file's order.
              (if (i32.and (i32.le_u (local.get $index) (i32.const 4)) (i32.ne (local.get $index) (i32.const 3)))
                (then
                  (i32.store16
                    (i32.add (local.get $target)
                      (i32.shl (i32.sub (local.get $index) (i32.shr_u (local.get $index) (i32.const 2))) (i32.const 1)))
                    (local.get $value))))
              (local.set $index (i32.add (local.get $index) (i32.const 1)))
              (br_if $wave (i32.le_u (local.get $index) (i32.const 4))))
            (if (i32.gt_u (local.get $index) (i32.const 64)) (then (return (i32.const 0))))
            (br_if $blockDone (i32.eq (local.get $index) (i32.const 64)))))
        (local.set $table (i32.load offset=20 (local.get $block)))
        (loop $some
          (local.set $bits (i64.or (local.get $bits)
            (i64.shr_u (i64.load (i32.sub (local.get $at) (i32.const 8))) (i64.extend_i32_u (local.get $count)))))
          (local.set $at
            (i32.sub (local.get $at) (i32.shr_u (i32.sub (i32.const 63) (local.get $count)) (i32.const 3))))
          (local.set $count (i32.or (local.get $count) (i32.const 56)))
          (block $oneByOne
            (local.set $entry
              (i32.load (i32.add (local.get $table)
                (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52))) (i32.const 2)))))
            (local.set $next (i32.add (local.get $index) (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 255))))
            (br_if $oneByOne (i32.ge_u (local.get $next) (i32.const 64)))
            (local.set $index (local.get $next))
            (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $entry))))
            (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 63))))
            (br_if $blockDone (i32.and (local.get $entry) (i32.const 0x10000)))
            (local.set $entry
              (i32.load (i32.add (local.get $table)
                (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52))) (i32.const 2)))))
            (local.set $next (i32.add (local.get $index) (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 255))))
            (br_if $oneByOne (i32.ge_u (local.get $next) (i32.const 64)))
            (local.set $index (local.get $next))
            (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $entry))))
            (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 63))))
            (br_if $blockDone (i32.and (local.get $entry) (i32.const 0x10000)))
            (br $some))
          ;; Long codes, and the end of a block of which the last coefficient is written.
          (local.set $entry
            (i32.load16_u (i32.add (i32.load offset=24 (local.get $block))
              (i32.wrap_i64 (i64.shl (i64.shr_u (local.get $bits) (i64.const 48)) (i64.const 1))))))
          (if (i32.eqz (local.get $entry)) (then (return (i32.const 0))))
          (local.set $size (i32.add (i32.and (local.get $entry) (i32.const 255))
            (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 15))))
          (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $size))))
          (local.set $count (i32.sub (local.get $count) (local.get $size)))
          (br_if $blockDone (i32.lt_u (local.get $entry) (i32.const 256)))
          (local.set $index
            (i32.add (local.get $index) (i32.add (i32.shr_u (local.get $entry) (i32.const 12)) (i32.const 1))))
          (if (i32.gt_u (local.get $index) (i32.const 64)) (then (return (i32.const 0))))
          (br_if $some (i32.lt_u (local.get $index) (i32.const 64)))))
      (local.set $block (i32.add (local.get $block) (i32.const 64)))
      (br_if $eachBlock (i32.lt_u (local.get $block) (local.get $lastBlock))))
    (global.set $bits (local.get $bits))
    (global.set $count (local.get $count))
    (global.set $at (local.get $at))
    (i32.const 1))

  ;; Where the blocks of the next row of groups are kept.
  (func $nextRow
    (local $block i32) (local $i i32)
    (local.set $block (i32.const 128))
    (loop $each
      (i32.store (local.get $block)
        (i32.add (i32.load (local.get $block)) (i32.load offset=8 (local.get $block))))
      (local.set $block (i32.add (local.get $block) (i32.const 64)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $each (i32.lt_u (local.get $i) (global.get $blocks)))))

  ;; Takes the bytes [raw, end). 0: there must be more, from `taken` on; 1: all is read; 2: the data are not as they should be.
  (func (export "run") (param $raw i32) (param $end i32) (param $mostBits i32) (result i32)
    (global.set $raw (local.get $raw))
    (loop $again
      (if (i32.eqz (global.get $marker)) (then (call $unstuff (local.get $end))))
      (block $paused
        (loop $groups
          (br_if $paused (i32.eqz (global.get $untilRestart)))
          (if (i32.eqz (global.get $marker))
            (then (br_if $paused (i32.lt_s (call $unread) (local.get $mostBits)))))
          (if (i32.eqz (call $group)) (then (return (i32.const 2))))
          (if (i32.lt_s (call $unread) (i32.const 0)) (then (return (i32.const 2))))
          (global.set $untilRestart (i32.sub (global.get $untilRestart) (i32.const 1)))
          (global.set $left (i32.sub (global.get $left) (i32.const 1)))
          (global.set $column (i32.add (global.get $column) (i32.const 1)))
          (if (i32.eq (global.get $column) (global.get $perRow))
            (then
              (global.set $column (i32.const 0))
              (call $nextRow)))
          (br $groups)))
      (if (i32.eqz (global.get $marker))
        (then
          ;; Where the marker is due, nothing else may be left.
          (return (select (i32.const 0) (i32.const 2)
            (i32.or (i32.ne (global.get $untilRestart) (i32.const 0)) (i32.lt_s (call $unread) (i32.const 8)))))))
      ;; All up to a marker is there: it must be read to the last byte, and the marker the one that is due.
      (if (i32.or (global.get $untilRestart) (i32.ge_s (call $unread) (i32.const 8)))
        (then (return (i32.const 2))))
      (if (i32.eqz (global.get $left))
        (then
          (return (select (i32.const 1) (i32.const 2) (i32.eq (global.get $marker) (i32.const 0xd9))))))
      (if (i32.ne (global.get $marker)
          (i32.or (i32.const 0xd0) (i32.and (global.get $restarts) (i32.const 7))))
        (then (return (i32.const 2))))
      (global.set $restarts (i32.add (global.get $restarts) (i32.const 1)))
      (call $begin)
      (br $again))
    (unreachable))

  (func (export "taken") (result i32) (global.get $raw)))
