;; Dot products of many vectors of signed bytes with one of 16-bit numbers: what every search by likeness and every linear
;; classifier comes down to. Sixteen products at a time; rows lie one behind the other, each a multiple of 16 bytes.
(module
  (import "env" "memory" (memory 2 65536))
  (func (export "dot")
    (param $rows i32) (param $query i32) (param $out i32) (param $count i32) (param $stride i32)
    (local $row i32) (local $at i32) (local $end i32) (local $weights i32)
    (local $bytes v128) (local $sum v128)
    (local.set $at (local.get $rows))
    (block $done
      (loop $rowLoop
        (br_if $done (i32.ge_u (local.get $row) (local.get $count)))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (local.set $weights (local.get $query))
        (local.set $end (i32.add (local.get $at) (local.get $stride)))
        (loop $byteLoop
          (local.set $bytes (v128.load (local.get $at)))
          (local.set $sum
            (i32x4.add (local.get $sum)
              (i32x4.dot_i16x8_s
                (i16x8.extend_low_i8x16_s (local.get $bytes))
                (v128.load (local.get $weights)))))
          (local.set $sum
            (i32x4.add (local.get $sum)
              (i32x4.dot_i16x8_s
                (i16x8.extend_high_i8x16_s (local.get $bytes))
                (v128.load offset=16 (local.get $weights)))))
          (local.set $weights (i32.add (local.get $weights) (i32.const 32)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $byteLoop (i32.ne (local.get $at) (local.get $end))))
        (i32.store
          (i32.add (local.get $out) (i32.shl (local.get $row) (i32.const 2)))
          (i32.add
            (i32.add
              (i32x4.extract_lane 0 (local.get $sum))
              (i32x4.extract_lane 1 (local.get $sum)))
            (i32.add
              (i32x4.extract_lane 2 (local.get $sum))
              (i32x4.extract_lane 3 (local.get $sum)))))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $rowLoop)))))
