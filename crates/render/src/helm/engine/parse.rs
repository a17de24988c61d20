//! Tokens to templates, as Go's `text/template/parse`, whose messages these are.

use std::collections::HashMap;
use std::rc::Rc;

use super::literal;
use super::scan::{Kind, Refusal, Token, scan};
use super::tree::{Branch, Callee, Command, List, Loop, Node, Pipe, Term, is_blank};
use crate::helm::value::Value;

/// What a file holds.
pub(super) struct Parsed {
    pub(super) body: List,
    /// What `define` and `block` give, in the order they end.
    pub(super) defines: Vec<(Rc<str>, List)>,
}

struct Parser<'s, 'f> {
    tokens: Vec<Token<'s>>,
    at: usize,
    find: &'f dyn Fn(&str) -> Option<Callee>,
    /// The variables in scope.
    variables: Vec<Rc<str>>,
    /// How many loops stand around.
    loops: u32,
    depth: u32,
    limit: u32,
    defines: Vec<(Rc<str>, List)>,
    /// Where in them a name stands.
    places: HashMap<Rc<str>, usize>,
}

/// How many variables may be in scope: each use looks through them. Charts have less than a hundred.
const VARIABLES: usize = 5_000;

/// What ends a list of nodes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Else,
    End,
}

/// Parses a template. `find` knows the functions, `limit` is how deep it may nest.
pub(super) fn parse(
    source: &str,
    find: &dyn Fn(&str) -> Option<Callee>,
    limit: u32,
) -> Result<Parsed, Refusal> {
    let mut parser = Parser {
        tokens: scan(source)?,
        at: 0,
        find,
        variables: vec!["$".into()],
        loops: 0,
        depth: 0,
        limit,
        defines: Vec::new(),
        places: HashMap::new(),
    };
    let body = parser.file()?;
    Ok(Parsed { body, defines: parser.defines })
}

const END: Token<'static> = Token { kind: Kind::Eof, text: "", line: 1 };

impl<'s> Parser<'s, '_> {
    fn peek(&self) -> Token<'s> {
        self.tokens.get(self.at).or(self.tokens.last()).copied().unwrap_or(END)
    }

    fn next(&mut self) -> Token<'s> {
        let token = self.peek();
        self.at = self.at.saturating_add(1);
        token
    }

    fn peek_solid(&mut self) -> Token<'s> {
        while self.peek().kind == Kind::Space {
            self.at = self.at.saturating_add(1);
        }
        self.peek()
    }

    fn next_solid(&mut self) -> Token<'s> {
        self.peek_solid();
        self.next()
    }

    fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    fn refuse<T>(&self, message: impl Into<String>) -> Result<T, Refusal> {
        let last = self.tokens.get(self.at.saturating_sub(1)).copied().unwrap_or_else(|| self.peek());
        Err(Refusal { line: last.line, message: message.into() })
    }

    fn unexpected<T>(&self, token: Token<'_>, context: &str) -> Result<T, Refusal> {
        match token.kind {
            Kind::Eof => self.refuse("unexpected EOF"),
            // What is written may be long, or a secret.
            Kind::Text | Kind::Quoted | Kind::Raw => self.refuse(format!("unexpected text in {context}")),
            _ => self.refuse(format!("unexpected {:?} in {context}", token.text)),
        }
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<Token<'s>, Refusal> {
        let token = self.next_solid();
        if token.kind == kind { Ok(token) } else { self.unexpected(token, context) }
    }

    fn deeper(&mut self) -> Result<(), Refusal> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > self.limit {
            return self.refuse(format!("nested more than {} levels deep", self.limit));
        }
        Ok(())
    }

    fn shallower(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Parses to the end. A `define` may stand here, and nowhere else.
    fn file(&mut self) -> Result<List, Refusal> {
        let mut list = List::new();
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::Open {
                let start = self.at;
                self.next();
                if self.next_solid().kind == Kind::Define {
                    self.define()?;
                    continue;
                }
                self.at = start;
            }
            match self.text_or_action()? {
                Ok(node) => list.push(node),
                Err(Stop::End) => return self.refuse("unexpected {{end}}"),
                Err(Stop::Else) => return self.refuse("unexpected {{else}}"),
            }
        }
        Ok(list)
    }

    fn define(&mut self) -> Result<(), Refusal> {
        let name = self.name("define clause")?;
        self.expect(Kind::Close, "define clause")?;
        self.definition(name, "define clause")
    }

    /// Parses the body of a definition, in which no variable from outside is known.
    fn definition(&mut self, name: Rc<str>, context: &str) -> Result<(), Refusal> {
        let variables = std::mem::replace(&mut self.variables, vec!["$".into()]);
        let loops = std::mem::take(&mut self.loops);
        let (body, stop) = self.list()?;
        if stop != Stop::End {
            return self.refuse(format!("unexpected {{{{else}}}} in {context}"));
        }
        self.variables = variables;
        self.loops = loops;
        let place = self.places.get(&name).copied();
        match place.and_then(|place| self.defines.get_mut(place)) {
            None => {
                self.places.insert(Rc::clone(&name), self.defines.len());
                self.defines.push((name, body));
            }
            Some((_, other)) if is_blank(other) => *other = body,
            Some(_) if is_blank(&body) => {}
            Some(_) => return self.refuse(format!("multiple definition of template {name:?}")),
        }
        Ok(())
    }

    fn name(&mut self, context: &str) -> Result<Rc<str>, Refusal> {
        let token = self.next_solid();
        let value = match token.kind {
            Kind::Quoted => literal::quoted(token.text),
            Kind::Raw => Ok(raw(token.text)),
            _ => return self.unexpected(token, context),
        };
        match value {
            Ok(value) => Ok(value.as_str().unwrap_or_default().into()),
            Err(message) => self.refuse(message),
        }
    }

    /// Parses nodes up to `else` or `end`.
    fn list(&mut self) -> Result<(List, Stop), Refusal> {
        self.deeper()?;
        let mut list = List::new();
        while self.peek_solid().kind != Kind::Eof {
            match self.text_or_action()? {
                Ok(node) => list.push(node),
                Err(stop) => {
                    self.shallower();
                    return Ok((list, stop));
                }
            }
        }
        self.refuse("unexpected EOF")
    }

    fn text_or_action(&mut self) -> Result<Result<Node, Stop>, Refusal> {
        let token = self.next_solid();
        match token.kind {
            Kind::Text => Ok(Ok(Node::Text { line: token.line, text: token.text.into() })),
            Kind::Open => self.action(),
            _ => self.unexpected(token, "input"),
        }
    }

    fn action(&mut self) -> Result<Result<Node, Stop>, Refusal> {
        let token = self.next_solid();
        Ok(Ok(match token.kind {
            Kind::Block => self.block(token.line)?,
            Kind::Break | Kind::Continue => {
                let context = if token.kind == Kind::Break { "{{break}}" } else { "{{continue}}" };
                self.expect(Kind::Close, context)?;
                if self.loops == 0 {
                    return self.refuse(format!("{context} outside {{{{range}}}}"));
                }
                if token.kind == Kind::Break { Node::Break } else { Node::Continue }
            }
            Kind::Else => {
                if !matches!(self.peek_solid().kind, Kind::If | Kind::With) {
                    self.expect(Kind::Close, "else")?;
                }
                return Ok(Err(Stop::Else));
            }
            Kind::End => {
                self.expect(Kind::Close, "end")?;
                return Ok(Err(Stop::End));
            }
            Kind::If => Node::If(self.branch(Kind::If, "if")?),
            Kind::With => Node::With(self.branch(Kind::With, "with")?),
            Kind::Range => Node::Range(self.range()?),
            Kind::Template => self.template(token.line)?,
            _ => {
                self.back();
                Node::Action(self.pipeline("command", Kind::Close)?)
            }
        }))
    }

    fn branch(&mut self, kind: Kind, context: &str) -> Result<Branch, Refusal> {
        let scope = self.variables.len();
        let mut arms = Vec::new();
        let mut otherwise = None;
        loop {
            let pipe = self.pipeline(context, Kind::Close)?;
            let (list, stop) = self.list()?;
            arms.push((pipe, list));
            if stop == Stop::End {
                break;
            }
            if self.peek_solid().kind == kind {
                self.next();
                continue;
            }
            otherwise = Some(self.otherwise()?);
            break;
        }
        self.variables.truncate(scope);
        Ok(Branch { arms, otherwise })
    }

    fn range(&mut self) -> Result<Loop, Refusal> {
        let scope = self.variables.len();
        let pipe = self.pipeline("range", Kind::Close)?;
        self.loops = self.loops.saturating_add(1);
        let (body, stop) = self.list()?;
        self.loops = self.loops.saturating_sub(1);
        let otherwise = if stop == Stop::Else { Some(self.otherwise()?) } else { None };
        self.variables.truncate(scope);
        Ok(Loop { pipe, body, otherwise })
    }

    fn otherwise(&mut self) -> Result<List, Refusal> {
        match self.list()? {
            (list, Stop::End) => Ok(list),
            (_, Stop::Else) => self.refuse("expected end; found {{else}}"),
        }
    }

    fn block(&mut self, line: u32) -> Result<Node, Refusal> {
        let name = self.name("block clause")?;
        let pipe = self.pipeline("block clause", Kind::Close)?;
        self.definition(Rc::clone(&name), "block clause")?;
        Ok(Node::Template { line, name, pipe: Some(pipe) })
    }

    fn template(&mut self, line: u32) -> Result<Node, Refusal> {
        let name = self.name("template clause")?;
        let pipe = if self.peek_solid().kind == Kind::Close {
            self.next();
            None
        } else {
            Some(self.pipeline("template clause", Kind::Close)?)
        };
        Ok(Node::Template { line, name, pipe })
    }

    fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe, Refusal> {
        let line = self.peek_solid().line;
        let mut pipe = Pipe { line, variables: Vec::new(), assigns: false, commands: Vec::new() };
        self.declarations(&mut pipe, context)?;
        loop {
            let token = self.next_solid();
            match token.kind {
                kind if kind == end => break,
                Kind::Bool
                | Kind::Char
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::Raw
                | Kind::Quoted
                | Kind::Variable
                | Kind::OpenParen => {
                    self.back();
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                _ => return self.unexpected(token, context),
            }
        }
        if pipe.commands.is_empty() {
            return self.refuse(format!("missing value for {context}"));
        }
        for (stage, command) in pipe.commands.iter().enumerate().skip(1) {
            if matches!(command.head, Term::Dot | Term::Nil | Term::Constant(_)) {
                let stage = stage.saturating_add(1);
                return self.refuse(format!("non executable command in pipeline stage {stage}"));
            }
        }
        Ok(pipe)
    }

    /// Parses `$a :=`, `$a =` and, in a `range`, `$a, $b :=`.
    fn declarations(&mut self, pipe: &mut Pipe, context: &str) -> Result<(), Refusal> {
        loop {
            let token = self.peek_solid();
            if token.kind != Kind::Variable {
                return Ok(());
            }
            let start = self.at;
            self.next();
            let next = self.peek_solid();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    pipe.assigns = next.kind == Kind::Assign;
                    self.next();
                    return self.declare(pipe, token.text);
                }
                Kind::Comma => {
                    self.next();
                    self.declare(pipe, token.text)?;
                    if context != "range" || pipe.variables.len() > 1 {
                        return self.refuse(format!("too many declarations in {context}"));
                    }
                    match self.peek_solid().kind {
                        Kind::Variable | Kind::Close | Kind::CloseParen => {}
                        _ => return self.refuse("range can only initialize variables"),
                    }
                }
                _ => {
                    self.at = start;
                    return Ok(());
                }
            }
        }
    }

    fn declare(&mut self, pipe: &mut Pipe, name: &str) -> Result<(), Refusal> {
        if self.variables.len() >= VARIABLES {
            return self.refuse(format!("more than {VARIABLES} variables"));
        }
        let name: Rc<str> = name.into();
        pipe.variables.push(Rc::clone(&name));
        self.variables.push(name);
        Ok(())
    }

    fn command(&mut self) -> Result<Command, Refusal> {
        let line = self.peek_solid().line;
        let mut head = None;
        let mut arguments = Vec::new();
        loop {
            self.peek_solid();
            match self.operand()? {
                Some(term) if head.is_none() => head = Some(term),
                Some(term) => arguments.push(term),
                None => {}
            }
            let token = self.next();
            match token.kind {
                Kind::Space => {}
                Kind::Close | Kind::CloseParen => {
                    self.back();
                    break;
                }
                Kind::Pipe => break,
                _ => return self.unexpected(token, "operand"),
            }
        }
        match head {
            Some(head) => Ok(Command { line, head, arguments }),
            None => self.refuse("empty command"),
        }
    }

    /// Parses a term and the fields behind it.
    fn operand(&mut self) -> Result<Option<Term>, Refusal> {
        let Some(term) = self.term()? else { return Ok(None) };
        let mut fields = Vec::new();
        while self.peek().kind == Kind::Field {
            fields.push(field(self.next().text));
        }
        if fields.is_empty() {
            return Ok(Some(term));
        }
        Ok(Some(match term {
            Term::Field(mut path) => {
                path.append(&mut fields);
                Term::Field(path)
            }
            Term::Variable(name, mut path) => {
                path.append(&mut fields);
                Term::Variable(name, path)
            }
            Term::Constant(_) | Term::Nil | Term::Dot => return self.refuse("unexpected . after term"),
            term => Term::Chain(Box::new(term), fields),
        }))
    }

    fn term(&mut self) -> Result<Option<Term>, Refusal> {
        let token = self.next_solid();
        let value = match token.kind {
            Kind::Identifier => {
                return match (self.find)(token.text) {
                    Some(callee) => Ok(Some(Term::Function(token.text.into(), callee))),
                    None => self.refuse(format!("function {:?} not defined", token.text)),
                };
            }
            Kind::Dot => return Ok(Some(Term::Dot)),
            Kind::Nil => return Ok(Some(Term::Nil)),
            Kind::Variable => {
                let Some(name) = self.variables.iter().rev().find(|name| ***name == *token.text) else {
                    return self.refuse(format!("undefined variable {:?}", token.text));
                };
                return Ok(Some(Term::Variable(Rc::clone(name), Vec::new())));
            }
            Kind::Field => return Ok(Some(Term::Field(vec![field(token.text)]))),
            Kind::OpenParen => {
                self.deeper()?;
                let pipe = self.pipeline("parenthesized pipeline", Kind::CloseParen)?;
                self.shallower();
                return Ok(Some(Term::Pipe(Box::new(pipe))));
            }
            Kind::Bool => Ok(Value::Bool(token.text == "true")),
            Kind::Char => literal::character(token.text),
            Kind::Number => literal::number(token.text),
            Kind::Quoted => literal::quoted(token.text),
            Kind::Raw => Ok(raw(token.text)),
            _ => {
                self.back();
                return Ok(None);
            }
        };
        match value {
            Ok(value) => Ok(Some(Term::Constant(value))),
            Err(message) => self.refuse(message),
        }
    }
}

fn field(text: &str) -> Rc<str> {
    text.strip_prefix('.').unwrap_or(text).into()
}

fn raw(text: &str) -> Value {
    Value::text(text.trim_matches('`'))
}
