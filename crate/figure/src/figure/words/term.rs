//! The six words, what each means, and the places that they belong to. A word and its place have one number.

use crate::message::Lang;

/// How many words there are.
pub const WORDS: usize = 6;
pub const ARCHITECTURE: usize = 0;
pub const PARAMETERS: usize = 1;
pub const INDEPENDENT: usize = 2;
pub const PREDICTIONS: usize = 3;
pub const LABELS: usize = 4;
pub const LOSS: usize = 5;

/// Places from top to bottom: the order of a step.
pub const ORDER: [usize; WORDS] = [INDEPENDENT, ARCHITECTURE, PARAMETERS, PREDICTIONS, LABELS, LOSS];

/// The word itself.
pub fn name(lang: Lang, word: usize) -> &'static str {
    match word {
        ARCHITECTURE => lang.say("架构", "architecture"),
        PARAMETERS => lang.say("参数", "parameters"),
        INDEPENDENT => lang.say("自变量", "independent variable"),
        PREDICTIONS => lang.say("预测", "predictions"),
        LABELS => lang.say("标签（因变量）", "labels (dependent variable)"),
        _ => lang.say("损失", "loss"),
    }
}

/// What it means, to go on after the word.
pub fn meaning(lang: Lang, word: usize) -> &'static str {
    match word {
        ARCHITECTURE => lang.say(
            "是网络的图纸：有哪些层，怎样一层接一层",
            "is the plan of the network: which layers there are, and how one follows another",
        ),
        PARAMETERS => lang.say("是网络里训练时会改动的那些数", "are the numbers in the network that training changes"),
        INDEPENDENT => lang.say("是交给网络、让它去看的东西", "is what the network is given to look at"),
        PREDICTIONS => lang.say("是网络自己给出的回答", "are the answers that the network itself gives"),
        LABELS => lang.say("是人给出的正确答案", "are the right answers, given by people"),
        _ => lang.say("是一个数，表示回答错得有多离谱", "is one number for how wrong the answers are"),
    }
}

/// What lies at a place, without its word.
pub fn place(lang: Lang, place: usize) -> &'static str {
    match place {
        ARCHITECTURE => lang.say("网络是怎样搭起来的", "How the network is built"),
        PARAMETERS => lang.say("网络里面的数", "The numbers inside it"),
        INDEPENDENT => lang.say("送进网络的", "What goes in"),
        PREDICTIONS => lang.say("网络说是什么", "What the network says"),
        LABELS => lang.say("其实是什么", "What it really is"),
        _ => lang.say("两者差了多少", "How far apart the two are"),
    }
}

/// What lies at a place, to go on after "here".
pub fn lies(lang: Lang, place: usize) -> &'static str {
    match place {
        ARCHITECTURE => lang.say("画的是一层接一层的结构", "you see layer after layer"),
        PARAMETERS => {
            lang.say("放的是第一层里的数，画成了小图", "you see numbers of the first layer, drawn as small pictures")
        }
        INDEPENDENT => lang.say("放的是送进网络的图片", "you see the pictures that go in"),
        PREDICTIONS => lang.say("放的是网络对每张图片的回答", "you see what the network says about each picture"),
        LABELS => lang.say("放的是每张图片的正确答案", "you see the right answer of each picture"),
        _ => lang.say("画的是每张图片错了多少", "you see how wrong each answer is"),
    }
}
