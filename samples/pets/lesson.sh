#!/bin/sh
# The way of a first lesson in transfer learning, on the Oxford-IIIT pets (or any folder whose file names say the class): docs/lesson.md.
# usage: samples/pets/lesson.sh IMAGES OUTPUT
# BACKBONE=resnet50 chooses another pretrained network, SEED=1 another split, TRAINER=Trainer a program that is built already.
set -eu
images=$1
output=$2
backbone=${BACKBONE:-mobilenetv2}
seed=${SEED:-0}
trainer() { ${TRAINER:-dotnet run --project "$(dirname "$0")/../../src/Trainer" -c Release --} "$@"; }
# Bengal_107.jpg is a Bengal
data="--label-regex ^(.+)_\d+\.jpe?g$ --seed $seed --backbone $backbone"

echo "== 1. Look at the data"
trainer show "$images" --label-regex '^(.+)_\d+\.jpe?g$' --seed "$seed" --augment photo --images 9 -o "$output/batch.png"

echo "== 2. The classifier alone, on frozen features"
trainer train "$images" $data --run "$output/1-head"

echo "== 3. What it gets wrong"
trainer interpret "$output/1-head/model.onnx" "$images" --label-regex '^(.+)_\d+\.jpe?g$' -o "$output/mistakes"

echo "== 4. Everything unfrozen, at one rate: what goes wrong without care"
trainer train "$images" $data --unfreeze all --optimizer adamw --learning-rate 3e-3 --schedule one-cycle --epochs 2 --augment photo \
  --run "$output/2-one-rate"

echo "== 5. Which rate it can bear"
trainer find-rate "$images" $data --unfreeze all --optimizer adamw --augment photo --plot "$output/rates.svg"

echo "== 6. From a small rate in the first layers to a larger one in the last, in one cycle"
trainer fine-tune "$images" $data --epochs auto+3 --learning-rate 1e-6:1e-4 --augment photo --run "$output/3-cycle"

echo "== 7. Side by side"
trainer runs "$output"
trainer compare "$output/1-head" "$output/3-cycle"
